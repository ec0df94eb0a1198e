package dev.osprey.weights.published.download;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.Credentials;
import org.apache.hc.client5.http.auth.CredentialsProvider;
import org.apache.hc.client5.http.impl.auth.SystemDefaultCredentialsProvider;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the proxy of a request: Java's own settings ({@code https.proxyHost}, {@code
 * http.nonProxyHosts}, the system's where {@code java.net.useSystemProxies} is set), and if they
 * name none, the environment variables that other programs read and Java does not: {@code
 * https_proxy}, {@code http_proxy}, {@code all_proxy}, {@code no_proxy}, each also in capitals
 * except {@code HTTP_PROXY}, which a web server's client may set (httpoxy, 2016).
 */
final class Proxies extends ProxySelector implements CredentialsProvider {
  private final Map<String, String> environment;
  private final Function<String, @Nullable String> properties;
  private final Optional<ProxySelector> java;
  private final CredentialsProvider javaCredentials = new SystemDefaultCredentialsProvider();

  /**
   * @param properties system properties by name
   * @param java Java's own selector, which has precedence; empty to use only the environment
   */
  Proxies(
      Map<String, String> environment,
      Function<String, @Nullable String> properties,
      Optional<ProxySelector> java) {
    this.environment = environment;
    this.properties = properties;
    this.java = java;
  }

  /** Returns the proxies of this process. */
  static Proxies standard() {
    return new Proxies(
        System.getenv(), System::getProperty, Optional.ofNullable(ProxySelector.getDefault()));
  }

  @Override
  public List<Proxy> select(URI uri) {
    List<Proxy> own = java.map(selector -> selector.select(uri)).orElse(List.of());
    boolean javaHasProxy =
        properties.apply(uri.getScheme() + ".proxyHost") != null
            || own.stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT);
    if (javaHasProxy) {
      return own;
    }
    return List.of(fromEnvironment(uri).map(ProxyAddress::proxy).orElse(Proxy.NO_PROXY));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException e) {
    java.ifPresent(selector -> selector.connectFailed(uri, address, e));
  }

  /** Returns the proxy that the environment names for {@code uri}, if any. */
  Optional<ProxyAddress> fromEnvironment(URI uri) {
    return isExcepted(uri) ? Optional.empty() : ofScheme(uri.getScheme());
  }

  private Optional<ProxyAddress> ofScheme(String scheme) {
    String variable = scheme + "_proxy";
    return named(variable)
        .or(() -> variable.equals("http_proxy") ? Optional.empty() : named(capitals(variable)))
        .or(() -> named("all_proxy"))
        .or(() -> named("ALL_PROXY"));
  }

  private static String capitals(String variable) {
    return variable.toUpperCase(Locale.ROOT);
  }

  private Optional<ProxyAddress> named(String variable) {
    String value = environment.getOrDefault(variable, "").strip();
    return value.isEmpty() ? Optional.empty() : Optional.of(ProxyAddress.parse(variable, value));
  }

  private boolean isExcepted(URI uri) {
    String list = environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", ""));
    for (String entry : list.strip().split("[,\\s]+")) {
      if (entry.equals("*") || matches(entry.toLowerCase(Locale.ROOT), uri)) {
        return true;
      }
    }
    return false;
  }

  /** Whether an entry matches: it covers a host and its subdomains, with a port only that port. */
  private static boolean matches(String entry, URI uri) {
    int colon = entry.lastIndexOf(':');
    boolean hasPort = colon > 0 && entry.substring(colon + 1).matches("\\d+");
    if (hasPort && Integer.parseInt(entry.substring(colon + 1)) != port(uri)) {
      return false;
    }
    String domain = (hasPort ? entry.substring(0, colon) : entry).replaceFirst("^\\*?\\.", "");
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return !domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain));
  }

  private static int port(URI uri) {
    int standard = uri.getScheme().equals("https") ? 443 : 80;
    return uri.getPort() < 0 ? standard : uri.getPort();
  }

  /**
   * Returns the user and password of a proxy, from the environment or else from Java's settings.
   */
  @Override
  public @Nullable Credentials getCredentials(AuthScope scope, HttpContext context) {
    return Stream.of("https", "http")
        .flatMap(scheme -> ofScheme(scheme).stream())
        .filter(proxy -> proxy.isAt(scope.getHost(), scope.getPort()))
        .findFirst()
        .flatMap(ProxyAddress::login)
        .map(Credentials.class::cast)
        .orElseGet(() -> javaCredentials.getCredentials(scope, context));
  }

  /** Describes the peer of a connection to {@code address}: a proxy or the host itself. */
  String peer(URI address) {
    return select(address).stream()
        .filter(proxy -> proxy.address() instanceof InetSocketAddress)
        .map(proxy -> (InetSocketAddress) proxy.address())
        .map(proxy -> "the proxy " + proxy.getHostString() + ":" + proxy.getPort())
        .findFirst()
        .orElse("the host " + address.getHost());
  }
}
