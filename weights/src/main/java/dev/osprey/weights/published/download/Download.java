package dev.osprey.weights.published.download;

import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.jspecify.annotations.Nullable;

/**
 * The download of one file. It resumes an earlier attempt, retries temporary failures, and renames
 * the file only after its digest was verified.
 */
public final class Download {
  private static final int BUFFER = 1 << 16;
  private static final long TOLERANCE = 1 << 20;
  private static final Set<Integer> TEMPORARY_STATUS = Set.of(408, 425, 429, 500, 502, 503, 504);
  private static final Pattern RANGE =
      Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");
  private static final Pattern UNSATISFIED = Pattern.compile("bytes \\*/(\\d+)");

  private final RemoteFile remote;
  private final Path file;
  private final PartFile part;
  private final Transport transport;
  private final FetchListener listener;
  private final FetchErrors errors;

  /**
   * Whether the part has bytes of several responses, which only the server's validator shows to
   * belong together.
   */
  private boolean isJoined;

  private boolean hasStarted;

  private Download(
      RemoteFile remote, Path file, PartFile part, Transport transport, FetchListener listener) {
    this.remote = remote;
    this.file = file;
    this.part = part;
    this.transport = transport;
    this.listener = listener;
    this.errors = new FetchErrors(remote, file);
  }

  /**
   * Downloads a file. Received bytes stay in {@code FILE.part} until the file is complete.
   *
   * @param file the target file
   * @param validator file for the server's validator of this state of the file
   * @throws UserError if it cannot be downloaded; the message says what to do
   */
  public static void run(
      RemoteFile remote,
      Path file,
      Path validator,
      Transport.Settings settings,
      FetchListener listener)
      throws IOException {
    Path partial = file.resolveSibling(file.getFileName() + ".part");
    try (Transport transport = new Transport(settings);
        PartFile part = PartFile.open(partial, validator)) {
      new Download(remote, file, part, transport, listener).run();
    }
  }

  private void run() {
    try {
      receiveAll();
      if (isJoined && !part.digest().isOf(remote)) {
        listener.onWait("the parts of the file do not fit together; fetching it again");
        part.restart(Optional.empty());
        receiveAll();
      }
      requireDigest();
      part.finish(file);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    } finally {
      if (hasStarted) {
        listener.onEnd();
      }
    }
  }

  private UserError interrupted(Exception cause) {
    return new UserError(
        remote.address() + ": the download was interrupted; the next attempt resumes it", cause);
  }

  private void requireDigest() {
    ContentDigest digest = part.digest();
    if (!digest.isOf(remote)) {
      UserError error = errors.wrongContent(digest, part.size());
      part.discard();
      throw error;
    }
  }

  private void receiveAll() throws InterruptedException {
    int failures = 0;
    long largest = part.size();
    while (true) {
      try {
        receive();
        return;
      } catch (ClosedByInterruptException e) {
        throw interrupted(e);
      } catch (IOException e) {
        TemporaryFailure failure = asTemporary(e);
        failures = part.size() > largest ? 1 : failures + 1;
        largest = Math.max(largest, part.size());
        if (failures >= transport.settings().retry().attempts()) {
          throw errors.gaveUp(failure, part.size());
        }
        pause(failure, failures);
      }
    }
  }

  private void pause(TemporaryFailure failure, int failures) throws InterruptedException {
    Duration pause = transport.settings().retry().pause(failures, failure.pause());
    listener.onWait(failure.getMessage() + "; trying again in " + pause.toSeconds() + " s");
    Thread.sleep(pause.toMillis());
  }

  private TemporaryFailure asTemporary(IOException e) {
    if (e instanceof TemporaryFailure failure) {
      return failure;
    }
    if (e instanceof SSLHandshakeException || e instanceof SSLPeerUnverifiedException) {
      throw errors.untrusted(e);
    }
    String peer = transport.settings().proxies().peer(remote.address());
    if (e instanceof UnknownHostException) {
      return new TemporaryFailure(peer + " is not found", e);
    }
    if (e instanceof ConnectException || e instanceof ConnectTimeoutException) {
      String reason = e.getCause() == null ? "" : " (" + e.getCause().getMessage() + ")";
      return new TemporaryFailure("no connection to " + peer + reason, e);
    }
    if (e instanceof SocketTimeoutException) {
      long seconds = transport.settings().stall().toSeconds();
      return new TemporaryFailure("the server does not respond (no data for " + seconds + " s)", e);
    }
    return new TemporaryFailure("the connection broke: " + e.getMessage(), e);
  }

  /** Sends one request for the missing bytes. */
  private void receive() throws IOException {
    Optional<String> validator = part.validator();
    Map<String, String> headers = new HashMap<>();
    headers.put("Accept-Encoding", "identity"); // the digest is that of the uncompressed file
    validator.ifPresent(
        value -> {
          headers.put("Range", "bytes=" + part.size() + "-");
          headers.put("If-Range", value);
        });
    try (ResponseChannel response = transport.get(remote.address(), headers)) {
      switch (response.status()) {
        case 200 -> receiveWhole(response);
        case 206 -> receiveRest(response, validator);
        case 416 -> requireComplete(response);
        default -> throw refused(response);
      }
    }
  }

  private void receiveWhole(ResponseChannel response) throws IOException {
    String type = response.header("Content-Type").orElse("");
    if (type.startsWith("text/html")) {
      throw errors.page(type);
    }
    part.restart(validator(response));
    isJoined = false;
    receive(response, response.length());
  }

  private void receiveRest(ResponseChannel response, Optional<String> validator)
      throws IOException {
    Matcher range = RANGE.matcher(response.header("Content-Range").orElse(""));
    boolean fits =
        validator.isPresent()
            && range.matches()
            && range.group(1).equals(Long.toString(part.size()))
            && isSame(validator.get(), response);
    if (!fits) {
      part.restart(Optional.empty());
      throw new TemporaryFailure("the server did not send the requested part of the file");
    }
    isJoined = true;
    receive(
        response,
        range.group(2).equals("*")
            ? OptionalLong.empty()
            : OptionalLong.of(Long.parseLong(range.group(2))));
  }

  /** Whether a partial response is from the same state of the file as the existing part. */
  private static boolean isSame(String validator, ResponseChannel response) {
    Optional<String> now = response.header(validator.startsWith("\"") ? "ETag" : "Last-Modified");
    return now.isEmpty() || now.get().equals(validator);
  }

  /** Handles a response without further bytes: the part is complete, or the file has changed. */
  private void requireComplete(ResponseChannel response) throws TemporaryFailure {
    Matcher size = UNSATISFIED.matcher(response.header("Content-Range").orElse(""));
    if (size.matches() && size.group(1).equals(Long.toString(part.size()))) {
      isJoined = true;
      return;
    }
    part.restart(Optional.empty());
    throw new TemporaryFailure("the server's file is shorter than the part that was received");
  }

  private void receive(ResponseChannel response, OptionalLong total) throws IOException {
    long present = part.size();
    requireExpected(total.orElse(present));
    part.requireSpace(total.orElse(remote.approximateBytes()) - present);
    hasStarted = true;
    listener.onStart(remote, present, total);
    ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
    try {
      while (response.read(bytes.clear()) >= 0) {
        requireExpected(part.size() + bytes.flip().remaining());
        part.append(bytes);
        listener.onBytes(part.size());
      }
    } catch (ConnectionClosedException e) {
      throw cut(total, e);
    }
    if (total.isPresent() && part.size() != total.getAsLong()) {
      throw cut(total, null);
    }
  }

  private TemporaryFailure cut(OptionalLong total, @Nullable IOException cause) {
    String of = total.isPresent() ? " of " + ByteText.of(total.getAsLong()) : "";
    return new TemporaryFailure(
        "the connection broke after " + ByteText.of(part.size()) + of, cause);
  }

  /**
   * Refuses a response that is much longer than the size that the publisher states: it is another
   * file, or endless.
   */
  private void requireExpected(long bytes) {
    long limit = remote.approximateBytes() + remote.approximateBytes() / 100 + TOLERANCE;
    if (bytes > limit) {
      part.discard();
      throw errors.tooLong(bytes);
    }
  }

  /** Returns a strong entity tag, else the date; {@code If-Range} accepts both. */
  private static Optional<String> validator(ResponseChannel response) {
    return response
        .header("ETag")
        .filter(tag -> tag.startsWith("\""))
        .or(() -> response.header("Last-Modified"));
  }

  private TemporaryFailure refused(ResponseChannel response) {
    int status = response.status();
    if (!TEMPORARY_STATUS.contains(status)) {
      throw errors.status(status);
    }
    Optional<Duration> pause =
        response
            .header("Retry-After")
            .filter(value -> value.matches("\\d{1,6}")) // dates are ignored
            .map(value -> Duration.ofSeconds(Long.parseLong(value)));
    return new TemporaryFailure("the server answers with status " + status, pause);
  }
}
