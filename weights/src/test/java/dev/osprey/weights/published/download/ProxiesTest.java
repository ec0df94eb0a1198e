package dev.osprey.weights.published.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {
  private static final URI WEIGHTS = URI.create("https://download.pytorch.org/models/x.pth");

  private static Proxies of(Map<String, String> environment) {
    return new Proxies(environment, name -> null, Optional.empty());
  }

  private static String chosen(Map<String, String> environment) {
    return of(environment)
        .fromEnvironment(WEIGHTS)
        .map(proxy -> proxy.host() + ":" + proxy.port())
        .orElse("none");
  }

  @Test
  void prefersTheVariableOfTheSchemeAndLowerCase() {
    assertThat(chosen(Map.of("https_proxy", "http://a:1", "HTTPS_PROXY", "http://b:2")))
        .isEqualTo("a:1");
    assertThat(chosen(Map.of("HTTPS_PROXY", "http://b:2", "all_proxy", "http://c:3")))
        .isEqualTo("b:2");
    assertThat(chosen(Map.of("all_proxy", "http://c:3", "ALL_PROXY", "http://d:4")))
        .isEqualTo("c:3");
    assertThat(chosen(Map.of("ALL_PROXY", "http://d:4", "https_proxy", " "))).isEqualTo("d:4");
    assertThat(chosen(Map.of("http_proxy", "http://e:5"))).isEqualTo("none");
    assertThat(chosen(Map.of())).isEqualTo("none");
  }

  /** A web server passes its client's header "Proxy" to programs under that name. */
  @Test
  void ignoresHttpProxyInUpperCase() {
    URI plain = URI.create("http://example.org/");
    assertThat(of(Map.of("HTTP_PROXY", "http://a:1")).fromEnvironment(plain)).isEmpty();
    assertThat(of(Map.of("http_proxy", "http://a:1")).fromEnvironment(plain)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"proxy, proxy:80", "proxy:3128, proxy:3128", "HTTP://proxy:1/, proxy:1"})
  void requiresOnlyAHost(String value, String expected) {
    assertThat(chosen(Map.of("https_proxy", value))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "download.pytorch.org",
        "pytorch.org",
        ".pytorch.org",
        "*.pytorch.org",
        "localhost, PyTorch.org",
        "a b pytorch.org",
        "pytorch.org:443",
      })
  void usesNoProxyForHostsInNoProxy(String list) {
    assertThat(chosen(Map.of("https_proxy", "http://a:1", "no_proxy", list))).isEqualTo("none");
    assertThat(chosen(Map.of("https_proxy", "http://a:1", "NO_PROXY", list))).isEqualTo("none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", "torch.org", "pytorch.org:80", "download", "other.org"})
  void usesTheProxyForOtherHosts(String list) {
    assertThat(chosen(Map.of("https_proxy", "http://a:1", "no_proxy", list))).isEqualTo("a:1");
  }

  @Test
  void decodesPercentSignsInUserAndPassword() {
    ProxyAddress proxy = ProxyAddress.parse("https_proxy", "http://u%40%3A:+%3A%2F@h:1");
    assertThat(proxy.login().orElseThrow().getUserName()).isEqualTo("u@:");
    assertThat(proxy.login().orElseThrow().getUserPassword()).containsExactly('+', ':', '/');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://u:secret@h:1",
        "socks5://u:secret@h:1",
        "http://u:sec ret@h",
        "http://u:secret@"
      })
  void errorForAnotherSchemeHidesThePassword(String value) {
    assertThatThrownBy(() -> ProxyAddress.parse("https_proxy", value))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("https_proxy")
        .hasMessageContaining("Write http://host:port")
        .hasMessageNotContaining("secret")
        .hasMessageNotContaining("sec ret");
  }

  @Test
  void javaSettingsHavePrecedence() {
    Map<String, String> environment = Map.of("https_proxy", "http://environment:1");
    ProxySelector java = ProxySelector.of(InetSocketAddress.createUnresolved("java", 2));
    Proxies proxies = new Proxies(environment, name -> null, Optional.of(java));
    assertThat(proxies.select(WEIGHTS).get(0).address())
        .isEqualTo(InetSocketAddress.createUnresolved("java", 2));
  }

  /** {@code https.proxyHost} with an exception in {@code http.nonProxyHosts} means no proxy. */
  @Test
  void respectsExceptionsInJavaSettings() {
    Proxies proxies =
        new Proxies(
            Map.of("https_proxy", "http://environment:1"),
            Map.of("https.proxyHost", "java")::get,
            Optional.of(ProxySelector.of(null)));
    assertThat(proxies.select(WEIGHTS)).containsExactly(Proxy.NO_PROXY);
  }

  @Test
  void usesTheEnvironmentWithoutJavaSettings() {
    Proxies proxies =
        new Proxies(
            Map.of("https_proxy", "http://environment:1"),
            name -> null,
            Optional.of(ProxySelector.of(null)));
    assertThat(proxies.select(WEIGHTS).get(0).address())
        .isEqualTo(InetSocketAddress.createUnresolved("environment", 1));
    assertThat(of(Map.of()).select(WEIGHTS)).containsExactly(Proxy.NO_PROXY);
  }
}
