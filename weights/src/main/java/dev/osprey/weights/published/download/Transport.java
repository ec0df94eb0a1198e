package dev.osprey.weights.published.download;

import dev.osprey.core.text.UserError;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.hc.client5.http.RedirectException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultRedirectStrategy;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;

/**
 * An Apache HttpClient that is set up for downloads: it uses the user's proxies and time limits,
 * and follows redirections only to allowed schemes. Retries are left to {@link Download}, which can
 * resume inside a file.
 */
public final class Transport implements Closeable {
  private static final int MAX_REDIRECTIONS = 5;

  /**
   * The settings of connections.
   *
   * @param schemes the allowed schemes of the address and of all redirections
   * @param connect longest wait for a connection
   * @param stall longest time without a received byte
   */
  public record Settings(
      Set<String> schemes, Duration connect, Duration stall, Retry retry, Proxies proxies) {

    /**
     * Returns the standard settings: only https, at most 30 seconds without data, the proxies of
     * this process.
     */
    public static Settings standard() {
      return new Settings(
          Set.of("https"),
          Duration.ofSeconds(20),
          Duration.ofSeconds(30),
          Retry.standard(),
          Proxies.standard());
    }
  }

  private final Settings settings;
  private final CloseableHttpClient client;

  Transport(Settings settings) {
    this.settings = settings;
    ClientLogging.silenceWithoutProvider();
    client =
        HttpClients.custom()
            .setConnectionManager(connections(settings))
            .setRoutePlanner(new SystemDefaultRoutePlanner(settings.proxies))
            .setDefaultCredentialsProvider(settings.proxies)
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setMaxRedirects(MAX_REDIRECTIONS)
                    .setCircularRedirectsAllowed(true) // some servers set a cookie this way
                    .build())
            .setRedirectStrategy(new AllowedRedirections())
            .disableContentCompression() // the digest is that of the uncompressed file
            .disableAutomaticRetries()
            .build();
  }

  private static HttpClientConnectionManager connections(Settings settings) {
    return PoolingHttpClientConnectionManagerBuilder.create()
        .useSystemProperties() // uses the trust store that Java was started with
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(settings.connect))
                .setSocketTimeout(Timeout.of(settings.stall))
                .build())
        .build();
  }

  Settings settings() {
    return settings;
  }

  /**
   * Sends a GET request and follows redirections; the caller closes the response.
   *
   * @throws UserError if an address or a redirection has a scheme that is not allowed, or
   *     redirections do not end
   */
  ResponseChannel get(URI address, Map<String, String> headers) throws IOException {
    requireScheme(address, address);
    HttpGet request = new HttpGet(address);
    headers.forEach(request::setHeader);
    try {
      return ResponseChannel.open(client, request);
    } catch (IOException e) {
      if (e.getCause() instanceof RedirectException) {
        throw new UserError(
            address
                + ": more than "
                + MAX_REDIRECTIONS
                + " redirections; the address leads to no file",
            e);
      }
      throw e;
    }
  }

  private void requireScheme(URI address, URI next) {
    String scheme = next.getScheme();
    if (scheme == null || next.getHost() == null || !settings.schemes.contains(scheme)) {
      String where = next.equals(address) ? " is" : " redirects to " + next + ", which is";
      throw new UserError(
          address
              + where
              + " not an address of "
              + String.join(" or ", settings.schemes)
              + "; nothing was fetched, since others could change it on the way");
    }
  }

  /** Refuses redirections to other schemes, which the client would follow. */
  private final class AllowedRedirections extends DefaultRedirectStrategy {
    @Override
    public URI getLocationURI(HttpRequest request, HttpResponse response, HttpContext context)
        throws HttpException {
      try {
        URI from = request.getUri();
        URI next = super.getLocationURI(request, response, context);
        requireScheme(from, next);
        return next;
      } catch (java.net.URISyntaxException e) {
        throw new ProtocolException("the request has no address", e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
