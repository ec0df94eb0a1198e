package dev.osprey.weights.published.download;

import dev.osprey.core.text.UserError;
import dev.osprey.weights.published.PublishedWeights;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;

/**
 * One file on its way: goes on where an earlier attempt stopped, tries again what may pass, and
 * gives the file its name only after its digest was found right.
 */
public final class Download {
  private static final long TOLERANCE = 1 << 20;
  private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);
  private static final Pattern RANGE =
      Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");
  private static final Pattern UNSATISFIED = Pattern.compile("bytes \\*/(\\d+)");

  private final PublishedWeights.Entry entry;
  private final Path file;
  private final PartFile part;
  private final Transport transport;
  private final FetchListener listener;
  private final FetchErrors errors;

  /** Bytes of an earlier answer are in the part, and only the server's word ties them together. */
  private boolean pieced;

  private boolean started;

  public Download(
      PublishedWeights.Entry entry,
      Path file,
      PartFile part,
      Transport transport,
      FetchListener listener) {
    this.entry = entry;
    this.file = file;
    this.part = part;
    this.transport = transport;
    this.listener = listener;
    this.errors = new FetchErrors(entry, file);
  }

  /** Leaves the whole file in its place, or throws. */
  public void run() {
    try {
      receiveAll();
      if (pieced && !part.digest().isOf(entry)) {
        listener.onWait("the parts of the file do not fit together; fetching it anew");
        part.restart(Optional.empty());
        receiveAll();
      }
      requireDigest();
      part.finish(file);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError(
          entry.address() + ": fetching was interrupted; the next time it goes on from here", e);
    } finally {
      if (started) {
        listener.onEnd();
      }
    }
  }

  private void requireDigest() {
    ContentDigest digest = part.digest();
    if (!digest.isOf(entry)) {
      UserError error = errors.wrongContent(digest, part.size());
      part.discard();
      throw error;
    }
  }

  private void receiveAll() throws InterruptedException {
    int failures = 0;
    long most = part.size();
    while (true) {
      try {
        receive();
        return;
      } catch (IOException e) {
        TemporaryFailure failure = passing(e);
        failures = part.size() > most ? 1 : failures + 1;
        most = Math.max(most, part.size());
        if (failures >= transport.retry().attempts()) {
          throw errors.gaveUp(failure, part.size());
        }
        pause(failure, failures);
      }
    }
  }

  private void pause(TemporaryFailure failure, int failures) throws InterruptedException {
    Duration pause = transport.retry().pause(failures, failure.pause());
    listener.onWait(failure.getMessage() + "; trying again in " + pause.toSeconds() + " s");
    Thread.sleep(pause.toMillis());
  }

  private TemporaryFailure passing(IOException e) {
    if (e instanceof TemporaryFailure failure) {
      return failure;
    }
    if (e instanceof SSLHandshakeException) {
      throw errors.untrusted(e);
    }
    if (isLoginRefused(e)) {
      throw errors.status(407);
    }
    if (e instanceof HttpTimeoutException) {
      return new TemporaryFailure("the server does not answer (" + e.getMessage() + ")", e);
    }
    if (e instanceof ConnectException) {
      String peer = transport.peer(entry.address());
      return new TemporaryFailure(
          isUnresolved(e)
              ? peer + " is not found"
              : "no connection to "
                  + peer
                  + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")"),
          e);
    }
    return new TemporaryFailure("the connection broke: " + e.getMessage(), e);
  }

  /** How Java's client tells that a proxy did not take the user and password, or wants them. */
  private static boolean isLoginRefused(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("authentication attempts") || message.contains("No credentials");
  }

  private static boolean isUnresolved(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return true;
      }
    }
    return false;
  }

  /** One request, for what is not here yet. */
  private void receive() throws IOException, InterruptedException {
    Optional<String> validator = part.validator();
    Map<String, String> headers = new HashMap<>();
    headers.put("Accept-Encoding", "identity"); // the digits are those of the file as it is
    validator.ifPresent(
        value -> {
          headers.put("Range", "bytes=" + part.size() + "-");
          headers.put("If-Range", value);
        });
    HttpResponse<TimedBody> response = transport.get(entry.address(), headers);
    try (TimedBody body = response.body()) {
      switch (response.statusCode()) {
        case 200 -> receiveWhole(response.headers(), body);
        case 206 -> receiveRest(response.headers(), body, validator);
        case 416 -> requireComplete(response.headers());
        default -> throw refused(response);
      }
    }
  }

  private void receiveWhole(HttpHeaders headers, TimedBody body)
      throws IOException, InterruptedException {
    String type = headers.firstValue("Content-Type").orElse("");
    if (type.startsWith("text/html")) {
      throw errors.page(type);
    }
    part.restart(validator(headers));
    pieced = false;
    receive(body, headers.firstValueAsLong("Content-Length"));
  }

  private void receiveRest(HttpHeaders headers, TimedBody body, Optional<String> validator)
      throws IOException, InterruptedException {
    Matcher range = RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
    boolean fits =
        validator.isPresent()
            && range.matches()
            && range.group(1).equals(Long.toString(part.size()))
            && isSame(validator.get(), headers);
    if (!fits) {
      part.restart(Optional.empty());
      throw new TemporaryFailure("the server sent another part than the one that it was asked for");
    }
    pieced = true;
    receive(
        body,
        range.group(2).equals("*")
            ? OptionalLong.empty()
            : OptionalLong.of(Long.parseLong(range.group(2))));
  }

  /** Whether an answer with a part is of the state that the part before it is of. */
  private static boolean isSame(String validator, HttpHeaders headers) {
    Optional<String> now =
        headers.firstValue(validator.startsWith("\"") ? "ETag" : "Last-Modified");
    return now.isEmpty() || now.get().equals(validator);
  }

  /** The server has nothing beyond what is here: the end was reached, or the file is another. */
  private void requireComplete(HttpHeaders headers) throws TemporaryFailure {
    Matcher size = UNSATISFIED.matcher(headers.firstValue("Content-Range").orElse(""));
    if (size.matches() && size.group(1).equals(Long.toString(part.size()))) {
      pieced = true;
      return;
    }
    part.restart(Optional.empty());
    throw new TemporaryFailure("the server's file is shorter than what had come of it");
  }

  private void receive(TimedBody body, OptionalLong total)
      throws IOException, InterruptedException {
    long present = part.size();
    requireExpected(total.orElse(present));
    part.requireRoom(total.orElse(entry.approximateBytes()) - present);
    started = true;
    listener.onStart(entry, present, total);
    for (List<ByteBuffer> bytes = body.next(); !bytes.isEmpty(); bytes = body.next()) {
      requireExpected(part.size() + bytes.stream().mapToLong(ByteBuffer::remaining).sum());
      part.append(bytes);
      listener.onBytes(part.size());
    }
    if (total.isPresent() && part.size() != total.getAsLong()) {
      throw new TemporaryFailure(
          "the connection broke after "
              + ByteText.of(part.size())
              + " of "
              + ByteText.of(total.getAsLong()));
    }
  }

  /** The publisher states the size nearly; what is far longer is another file, or has no end. */
  private void requireExpected(long bytes) {
    long most = entry.approximateBytes() + entry.approximateBytes() / 100 + TOLERANCE;
    if (bytes > most) {
      part.discard();
      throw errors.tooLong(bytes);
    }
  }

  /** An entity tag that stands for the very bytes, else the date; {@code If-Range} takes both. */
  private static Optional<String> validator(HttpHeaders headers) {
    return headers
        .firstValue("ETag")
        .filter(tag -> tag.startsWith("\""))
        .or(() -> headers.firstValue("Last-Modified"));
  }

  private TemporaryFailure refused(HttpResponse<TimedBody> response) {
    int status = response.statusCode();
    if (!PASSING.contains(status)) {
      throw errors.status(status);
    }
    Optional<Duration> pause =
        response
            .headers()
            .firstValue("Retry-After")
            .filter(value -> value.matches("\\d{1,6}")) // a date is as good as none
            .map(value -> Duration.ofSeconds(Long.parseLong(value)));
    return new TemporaryFailure("the server answers with status " + status, pause);
  }
}
