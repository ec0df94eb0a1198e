package dev.osprey.weights.published.download;

import dev.osprey.core.text.UserError;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;

/**
 * The address of a proxy in an environment variable: {@code http://user:password@host:port}. Only
 * the host is required.
 *
 * @param login user and password, with percent encoding decoded
 */
record ProxyAddress(String host, int port, Optional<UsernamePasswordCredentials> login) {
  private static final int HTTP_PORT = 80;

  /**
   * Parses the value of a variable; a password in it never appears in messages.
   *
   * @throws UserError if it is not an address, or not that of an HTTP proxy
   */
  static ProxyAddress parse(String variable, String value) {
    URI uri;
    try {
      uri = new URI(value.contains("://") ? value : "http://" + value);
    } catch (URISyntaxException e) {
      throw unreadable(variable, "one of its characters must be percent-encoded (%40)");
    }
    if (!"http".equalsIgnoreCase(uri.getScheme())) {
      throw unreadable(
          variable, "it begins with " + uri.getScheme() + "://, and only http:// proxies work");
    }
    if (uri.getHost() == null) {
      throw unreadable(variable, "it names no host");
    }
    return new ProxyAddress(
        uri.getHost(), uri.getPort() < 0 ? HTTP_PORT : uri.getPort(), login(uri.getRawUserInfo()));
  }

  private static UserError unreadable(String variable, String why) {
    return new UserError(
        "the environment variable "
            + variable
            + " cannot be used as a proxy: "
            + why
            + ". Write http://host:port or http://user:password@host:port");
  }

  @SuppressWarnings("NullAway") // URI returns null for missing parts
  private static Optional<UsernamePasswordCredentials> login(String userInfo) {
    if (userInfo == null) {
      return Optional.empty();
    }
    int colon = userInfo.indexOf(':');
    String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
    String password = colon < 0 ? "" : userInfo.substring(colon + 1);
    return Optional.of(
        new UsernamePasswordCredentials(decoded(user), decoded(password).toCharArray()));
  }

  /** Decodes percent signs. In an address, unlike in a form, a plus sign is not a space. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  boolean isAt(String otherHost, int otherPort) {
    return host.equalsIgnoreCase(otherHost) && port == otherPort;
  }

  Proxy proxy() {
    return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port));
  }
}
