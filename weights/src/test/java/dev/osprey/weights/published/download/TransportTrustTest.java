package dev.osprey.weights.published.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.osprey.core.text.UserError;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An https server with a self-signed certificate, as used by a proxy that reads https. */
class TransportTrustTest {
  private static final String PASSWORD = "changeit";

  @TempDir Path folder;

  private SSLContext selfSigned() throws Exception {
    Path keys = folder.resolve("keys.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String options = "-genkeypair -alias a -keyalg EC -dname CN=localhost -storetype PKCS12";
    List<String> command = new ArrayList<>(List.of(keytool));
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("-keystore", keys.toString(), "-storepass", PASSWORD));
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    return context(keys);
  }

  private static SSLContext context(Path keys) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  @Test
  void reportsACertificateThatIsNotTrustedAtOnce() throws Exception {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(selfSigned()));
    server.start();
    try {
      URI address =
          URI.create("https://localhost:" + server.getAddress().getPort() + "/x-00000000.pth");
      assertThatThrownBy(
              () ->
                  Download.run(
                      DownloadServer.remote(address),
                      folder.resolve("x.pth"),
                      folder.resolve("validator"),
                      Transport.Settings.standard(),
                      FetchListener.NONE))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("certificate is not trusted")
          .hasMessageContaining("-Djavax.net.ssl.trustStore");
    } finally {
      server.stop(0);
    }
  }
}
