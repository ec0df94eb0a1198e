package dev.osprey.weights.published.download;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.osprey.core.text.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Downloads through a proxy that an environment variable names. */
class DownloadProxyTest extends DownloadFolder {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @Test
  void usesTheProxyOfTheEnvironment() {
    Transport.Settings settings = DownloadFixture.withProxy(server.address());
    RemoteFile entry = server.remoteAt("http://weights.invalid");
    assertThat(download.fetch(entry, settings)).hasBinaryContent(server.content());
    assertThat(server.targets()).containsExactly(entry.address());
  }

  /** "osprey:a secret" in base 64. */
  @Test
  void sendsUserAndPasswordToTheProxy() {
    server.answering(DownloadServer.status(407, "Proxy-Authenticate", "Basic realm=\"p\""));
    String proxy = "http://osprey:a%20secret@localhost:" + server.port();
    Transport.Settings settings = DownloadFixture.withProxy(proxy);
    RemoteFile entry = server.remoteAt("http://weights.invalid");
    assertThat(download.fetch(entry, settings)).hasBinaryContent(server.content());
    assertThat(server.requests().get(1).getFirst("Proxy-Authorization"))
        .isEqualTo("Basic b3NwcmV5OmEgc2VjcmV0");
  }

  /** A tunnel for https: the proxy asks for a login, gets it, and then refuses the target. */
  @Test
  void sendsTheLoginForATunnel() throws Exception {
    try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<List<String>> requests = CompletableFuture.supplyAsync(() -> refuse(proxy));
      String address = "http://osprey:a%20secret@localhost:" + proxy.getLocalPort();
      Transport.Settings settings =
          new Transport.Settings(
              Set.of("https"),
              TIMEOUT,
              TIMEOUT,
              new Retry(1, Duration.ofMillis(1)),
              new Proxies(Map.of("https_proxy", address), name -> null, Optional.empty()));
      assertThat(download.failure(server.remoteAt("https://weights.invalid"), settings))
          .contains("(status 403)")
          .doesNotContain("secret");
      assertThat(requests.get())
          .hasSize(2)
          .allMatch(request -> request.startsWith("CONNECT weights.invalid:443 "))
          .last(as(STRING))
          .contains("Proxy-Authorization: Basic b3NwcmV5OmEgc2VjcmV0");
    }
  }

  /**
   * Responds to the first request by asking for a login and refuses the second; returns both
   * requests.
   */
  private static List<String> refuse(ServerSocket proxy) {
    List<String> requests = new ArrayList<>();
    for (String status :
        List.of("407 Login\r\nProxy-Authenticate: Basic realm=\"p\"", "403 Forbidden")) {
      try (Socket socket = proxy.accept();
          BufferedReader in =
              new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1))) {
        StringBuilder request = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
          request.append(line).append('\n');
        }
        requests.add(request.toString());
        String answer = "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return requests;
  }

  @Test
  void reportsAnUnknownProxyHost() {
    Map<String, String> environment = Map.of("http_proxy", "http://proxy.invalid:3128");
    Transport.Settings settings = DownloadFixture.settings(TIMEOUT, 1, environment);
    assertThatThrownBy(() -> download.fetch(server.remote(), settings))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the proxy proxy.invalid:3128 is not found");
  }

  @Test
  void reportsAProxyThatRefusesTheLogin() {
    DownloadServer.Answer refusal =
        DownloadServer.status(407, "Proxy-Authenticate", "Basic realm=\"p\"");
    server.answering(refusal, refusal, refusal, refusal, refusal, refusal);
    String proxy = "http://osprey:wrong@localhost:" + server.port();
    Transport.Settings settings = DownloadFixture.settings(TIMEOUT, 2, Map.of("http_proxy", proxy));
    RemoteFile entry = server.remoteAt("http://weights.invalid");
    assertThatThrownBy(() -> download.fetch(entry, settings))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the proxy does not accept the user and password")
        .hasMessageNotContaining("wrong");
  }

  @Test
  void reportsAVariableThatIsNotAnHttpProxy() {
    Transport.Settings settings =
        DownloadFixture.settings(TIMEOUT, 1, Map.of("http_proxy", "socks5://here:1"));
    assertThatThrownBy(() -> download.fetch(server.remote(), settings))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("the environment variable http_proxy cannot be used as a proxy");
  }
}
