package dev.osprey.weights.published.download;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A local server with one file, which each test can make respond in its own way. */
public final class DownloadServer implements AutoCloseable {
  public static final int SIZE = 300_000;

  /** The response to one request. */
  public interface Answer {
    void give(HttpExchange exchange, DownloadServer server) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final List<Headers> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<URI> targets = Collections.synchronizedList(new ArrayList<>());
  private final byte[] content = content(7);

  public DownloadServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public static byte[] content(long seed) {
    byte[] bytes = new byte[SIZE];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.add(exchange.getRequestHeaders());
    targets.add(exchange.getRequestURI());
    Answer answer;
    synchronized (answers) {
      answer = answers.isEmpty() ? whole() : answers.remove();
    }
    try (exchange) {
      answer.give(exchange, this);
    }
  }

  /** Sets the answers of the next requests, one for each; later requests get the file. */
  public DownloadServer answering(Answer... next) {
    synchronized (answers) {
      answers.addAll(List.of(next));
    }
    return this;
  }

  public byte[] content() {
    return content.clone();
  }

  public List<Headers> requests() {
    return List.copyOf(requests);
  }

  List<URI> targets() {
    return List.copyOf(targets);
  }

  int port() {
    return server.getAddress().getPort();
  }

  String address() {
    return "http://localhost:" + port();
  }

  public RemoteFile remote() {
    return remoteAt(address());
  }

  RemoteFile remoteAt(String base) {
    return remote(URI.create(base + "/tiny-" + digits(content) + ".pth"));
  }

  public static RemoteFile remote(URI address) {
    return new RemoteFile("local/tiny", address, SIZE);
  }

  static String digits(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest).substring(0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends the file, or the requested range of it if the file did not change (RFC 9110). */
  static Answer whole() {
    return (exchange, server) -> give(exchange, server.content, "\"one\"");
  }

  /** Like {@link #whole}, with other bytes and another entity tag. */
  static Answer whole(byte[] bytes, String tag) {
    return (exchange, server) -> give(exchange, bytes, tag);
  }

  /** Sends the requested range of other bytes and ignores {@code If-Range}. */
  static Answer partWhateverChanged(byte[] bytes, String tag) {
    return (exchange, server) -> {
      exchange.getResponseHeaders().set("ETag", tag);
      sendFrom(from(exchange), exchange, bytes);
    };
  }

  private static int from(HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    return Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
  }

  private static void give(HttpExchange exchange, byte[] bytes, String tag) throws IOException {
    Headers request = exchange.getRequestHeaders();
    exchange.getResponseHeaders().set("ETag", tag);
    if (request.containsKey("Range") && tag.equals(request.getFirst("If-Range"))) {
      sendFrom(from(exchange), exchange, bytes);
    } else {
      send(exchange, 200, bytes);
    }
  }

  private static void sendFrom(int from, HttpExchange exchange, byte[] bytes) throws IOException {
    if (from >= bytes.length) {
      exchange.getResponseHeaders().set("Content-Range", "bytes */" + bytes.length);
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
    send(exchange, 206, Arrays.copyOfRange(bytes, from, bytes.length));
  }

  private static void send(HttpExchange exchange, int status, byte[] bytes) throws IOException {
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Sends all bytes for any request, without an entity tag. */
  static Answer withoutRanges() {
    return (exchange, server) -> send(exchange, 200, server.content);
  }

  /** Announces the whole file, sends its beginning and closes the connection. */
  static Answer breakingAfter(int bytes) {
    return (exchange, server) -> server.begin(exchange, bytes);
  }

  /** Announces the whole file, sends its beginning and then nothing more. */
  static Answer silentAfter(int bytes) {
    return (exchange, server) -> {
      server.begin(exchange, bytes);
      server.awaitClosing();
    };
  }

  /** Sends nothing. */
  static Answer silent() {
    return (exchange, server) -> server.awaitClosing();
  }

  private void begin(HttpExchange exchange, int bytes) throws IOException {
    exchange.getResponseHeaders().set("ETag", "\"one\"");
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content, 0, bytes);
    exchange.getResponseBody().flush();
  }

  private void awaitClosing() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends the file in ten pieces with pauses between them. */
  public static Answer slowly(long pauseMillis) {
    return (exchange, server) -> {
      exchange.sendResponseHeaders(200, SIZE);
      for (int i = 0; i < 10; i++) {
        exchange.getResponseBody().write(server.content, i * SIZE / 10, SIZE / 10);
        exchange.getResponseBody().flush();
        sleep(pauseMillis);
      }
    };
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static Answer status(int status, String... headers) {
    return (exchange, server) -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(status, -1);
    };
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
