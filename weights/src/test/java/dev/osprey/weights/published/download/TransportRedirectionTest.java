package dev.osprey.weights.published.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

/** Redirections, which are followed only to allowed schemes. */
class TransportRedirectionTest extends DownloadFolder {
  @Test
  void followsRedirections() {
    RemoteFile moved = server.remote();
    server.answering(
        DownloadServer.status(302, "Location", "/elsewhere"),
        DownloadServer.status(308, "Location", server.address() + "/at/last"));
    assertThat(download.fetch(moved, DownloadFixture.settings(1)))
        .hasBinaryContent(server.content());
    assertThat(server.targets().stream().map(URI::getPath))
        .containsExactly("/" + moved.file(), "/elsewhere", "/at/last");
  }

  @Test
  void refusesRedirectionsToAnotherScheme() {
    server.answering(DownloadServer.status(302, "Location", "ftp://localhost/x"));
    assertThat(download.failure(3))
        .contains("redirects to ftp://localhost/x, which is not an address of http");
  }

  @Test
  void stopsCircularRedirections() {
    DownloadServer.Answer redirection = DownloadServer.status(302, "Location", "/again");
    server.answering(
        redirection, redirection, redirection, redirection, redirection, redirection, redirection);
    assertThat(download.failure(3)).contains("more than 5 redirections");
  }
}
