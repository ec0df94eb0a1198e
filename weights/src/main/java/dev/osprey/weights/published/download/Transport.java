package dev.osprey.weights.published.download;

import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Requests over HTTP by these settings. Redirections are followed here and not in Java's client,
 * which would follow one from http to anything.
 */
public final class Transport {
  private static final int MOST_REDIRECTIONS = 5;
  private static final Set<Integer> REDIRECTIONS = Set.of(301, 302, 303, 307, 308);

  /**
   * How to talk.
   *
   * @param schemes that an address may have, the first one and each that it redirects to
   * @param connect longest wait for a connection
   * @param stall longest time in which nothing may come
   */
  public record Settings(
      Set<String> schemes, Duration connect, Duration stall, Retry retry, Proxies proxies) {

    /** https alone, half a minute of patience, this process's proxies. */
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
  private @Nullable HttpClient client;

  public Transport(Settings settings) {
    this.settings = settings;
  }

  Retry retry() {
    return settings.retry;
  }

  /** Who is connected to for {@code address}, in words: a proxy, or the host itself. */
  String peer(URI address) {
    return settings.proxies.select(address).stream()
        .filter(proxy -> proxy.address() instanceof InetSocketAddress)
        .map(proxy -> (InetSocketAddress) proxy.address())
        .map(proxy -> "the proxy " + proxy.getHostString() + ":" + proxy.getPort())
        .findFirst()
        .orElse("the host " + address.getHost());
  }

  /** The answer at the end of all redirections; whoever takes it closes its body. */
  HttpResponse<TimedBody> get(URI address, Map<String, String> headers)
      throws IOException, InterruptedException {
    URI next = address;
    for (int hop = 0; hop <= MOST_REDIRECTIONS; hop++) {
      requireScheme(address, next);
      HttpResponse<TimedBody> response = send(next, headers);
      if (!REDIRECTIONS.contains(response.statusCode())) {
        return response;
      }
      try (TimedBody unread = response.body()) {
        next = redirection(address, response, next);
      }
    }
    throw new UserError(
        address + ": more than " + MOST_REDIRECTIONS + " redirections; the address leads nowhere");
  }

  private HttpResponse<TimedBody> send(URI address, Map<String, String> headers)
      throws IOException, InterruptedException {
    settings.proxies.requireReadable(address);
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(settings.stall);
    headers.forEach(request::header);
    return client().send(request.build(), information -> new TimedBody(settings.stall));
  }

  private static URI redirection(URI address, HttpResponse<TimedBody> response, URI from) {
    String location = response.headers().firstValue("Location").orElse("");
    try {
      return from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new UserError(address + ": redirects to \"" + location + "\", which is no address", e);
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
              + "; nothing was fetched, since anybody on the way could have changed it");
    }
  }

  private synchronized HttpClient client() {
    if (client == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1) // one long answer gains nothing from streams
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(settings.connect)
              .proxy(settings.proxies);
      settings.proxies.authenticator().ifPresent(builder::authenticator);
      client = builder.build();
    }
    return client;
  }
}
