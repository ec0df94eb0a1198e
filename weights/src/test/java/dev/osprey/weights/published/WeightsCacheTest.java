package dev.osprey.weights.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.osprey.core.text.UserError;
import dev.osprey.weights.published.download.FetchListener;
import dev.osprey.weights.published.download.PartFile;
import dev.osprey.weights.published.download.Proxies;
import dev.osprey.weights.published.download.Retry;
import dev.osprey.weights.published.download.Transport;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsCacheTest {
  private static final int SIZE = LocalPublisher.SIZE;

  /** Above what a socket holds back, so that a break leaves something here. */
  private static final int HALF = SIZE / 2;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private LocalPublisher publisher;

  /** What a fetch told of itself. */
  private static final class Heard implements FetchListener {
    private final List<Long> starts = new ArrayList<>();
    private final List<Long> bytes = new ArrayList<>();
    private final List<String> waits = new ArrayList<>();
    private OptionalLong total = OptionalLong.empty();
    private int ends;

    @Override
    public void onStart(PublishedWeights.Entry entry, long present, OptionalLong size) {
      starts.add(present);
      bytes.add(present);
      total = size;
    }

    @Override
    public void onBytes(long present) {
      bytes.add(present);
    }

    @Override
    public void onWait(String why) {
      waits.add(why);
    }

    @Override
    public void onEnd() {
      ends++;
    }
  }

  @BeforeEach
  void start() throws IOException {
    publisher = new LocalPublisher();
  }

  @AfterEach
  void stop() {
    publisher.close();
  }

  static Transport.Settings settings(Duration stall, int attempts, Map<String, String> variables) {
    return new Transport.Settings(
        Set.of("http"),
        Duration.ofSeconds(5),
        stall,
        new Retry(attempts, Duration.ofMillis(1)),
        new Proxies(variables, name -> null, Optional.empty()));
  }

  private WeightsCache cache(int attempts) {
    return new WeightsCache(folder, settings(PATIENCE, attempts, Map.of()));
  }

  private Path fetch(int attempts) {
    return cache(attempts).fetch(publisher.entry(), NetworkAccess.ONLINE, FetchListener.NONE);
  }

  private Path partial() {
    return folder.resolve(publisher.entry().file() + ".part");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).map(file -> "" + file.getFileName()).toList();
    }
  }

  private String failure(int attempts) {
    Throwable error = catchThrowable(() -> fetch(attempts));
    assertThat(error).isInstanceOf(UserError.class);
    return "" + error.getMessage();
  }

  @Test
  void fetchesOnceAndNeverAsksAgain() throws IOException {
    Path file = fetch(1);
    assertThat(file).isEqualTo(folder.resolve(publisher.entry().file()));
    assertThat(file).hasBinaryContent(publisher.content());
    assertThat(fetch(1)).isEqualTo(file);
    assertThat(publisher.requests()).hasSize(1);
    assertThat(files()).containsExactly(publisher.entry().file());
  }

  @Test
  void tellsBytesThatNeverFallAndEndWithTheSize() {
    Heard heard = new Heard();
    publisher.answering(LocalPublisher.slowly(5));
    cache(1).fetch(publisher.entry(), NetworkAccess.ONLINE, heard);
    assertThat(heard.bytes).isSorted().startsWith(0L).endsWith((long) SIZE);
    assertThat(heard.bytes).hasSizeGreaterThan(3);
    assertThat(heard.total).hasValue(SIZE);
    assertThat(heard.ends).isEqualTo(1);
    assertThat(heard.waits).isEmpty();
  }

  @Test
  void aFileThatIsHereIsNotAnnounced() {
    fetch(1);
    Heard heard = new Heard();
    cache(1).fetch(publisher.entry(), NetworkAccess.ONLINE, heard);
    assertThat(heard.starts).isEmpty();
    assertThat(heard.ends).isZero();
  }

  /** Whole pauses are no stall, however slow the whole. */
  @Test
  void aSlowServerIsWaitedForAsLongAsItSendsAnything() {
    publisher.answering(LocalPublisher.slowly(300));
    WeightsCache cache = new WeightsCache(folder, settings(Duration.ofSeconds(2), 1, Map.of()));
    assertThat(cache.fetch(publisher.entry(), NetworkAccess.ONLINE, FetchListener.NONE))
        .hasBinaryContent(publisher.content());
  }

  @Test
  void afterABreakAsksForTheRestAlone() {
    Heard heard = new Heard();
    publisher.answering(LocalPublisher.breakingAfter(HALF));
    Path file = cache(2).fetch(publisher.entry(), NetworkAccess.ONLINE, heard);
    assertThat(file).hasBinaryContent(publisher.content());
    assertThat(publisher.requests()).hasSize(2);
    long present = heard.starts.get(1);
    assertThat(present).isPositive().isLessThanOrEqualTo(HALF);
    assertThat(publisher.requests().get(1).getFirst("Range")).isEqualTo("bytes=" + present + "-");
    assertThat(publisher.requests().get(1).getFirst("If-Range")).isEqualTo("\"one\"");
    assertThat(heard.bytes).isSorted().endsWith((long) SIZE);
    assertThat(heard.waits).singleElement().asString().contains("connection broke");
  }

  @Test
  void theNextRunGoesOnWhereAnEarlierOneGaveUp() throws IOException {
    publisher.answering(LocalPublisher.breakingAfter(HALF));
    assertThat(failure(1))
        .contains(" cannot be fetched: the connection broke", "have come and are kept")
        .endsWith("put it at " + folder.resolve(publisher.entry().file()));
    long kept = Files.size(partial());
    assertThat(kept).isPositive();
    assertThat(files()).containsExactly(partial().getFileName().toString());

    assertThat(fetch(1)).hasBinaryContent(publisher.content());
    assertThat(publisher.requests().get(1).getFirst("Range")).isEqualTo("bytes=" + kept + "-");
    assertThat(files()).containsExactly(publisher.entry().file());
  }

  @Test
  void aServerWithoutRangesBeginsAnew() {
    publisher.answering(LocalPublisher.breakingAfter(HALF), LocalPublisher.withoutRanges());
    Heard heard = new Heard();
    Path file = cache(2).fetch(publisher.entry(), NetworkAccess.ONLINE, heard);
    assertThat(file).hasBinaryContent(publisher.content());
    assertThat(publisher.requests().get(1).getFirst("Range")).isNotNull();
    assertThat(heard.starts).containsExactly(0L, 0L);
  }

  /** A beginning that nobody can tell the state of is no beginning. */
  @Test
  void aPartWithoutAValidatorIsFetchedAnew() throws IOException {
    Files.write(partial(), new byte[1000]);
    assertThat(fetch(1)).hasBinaryContent(publisher.content());
    assertThat(publisher.requests().get(0).getFirst("Range")).isNull();
  }

  @Test
  void aFileThatChangedBetweenThePartsIsFetchedWhole() {
    byte[] now = LocalPublisher.content(8);
    publisher.answering(LocalPublisher.breakingAfter(HALF), LocalPublisher.whole(now, "\"two\""));
    URI address = URI.create(publisher.address() + "/t-" + LocalPublisher.digits(now) + ".pth");
    Path file =
        cache(2).fetch(LocalPublisher.entry(address), NetworkAccess.ONLINE, FetchListener.NONE);
    assertThat(file).hasBinaryContent(now);
    assertThat(publisher.requests()).hasSize(2);
    assertThat(publisher.requests().get(1).getFirst("If-Range")).isEqualTo("\"one\"");
  }

  /** It answers 206 whatever If-Range says: another tag gives it away, else the digest does. */
  @ParameterizedTest
  @ValueSource(strings = {"\"two\"", "\"one\""})
  void aPartOfAnotherFileIsNotKept(String tag) {
    byte[] other = LocalPublisher.content(9);
    publisher.answering(
        LocalPublisher.breakingAfter(HALF), LocalPublisher.partWhateverChanged(other, tag));
    assertThat(fetch(3)).hasBinaryContent(publisher.content());
    assertThat(publisher.requests()).hasSize(3);
    assertThat(publisher.requests().get(2).getFirst("Range")).isNull();
  }

  /** All bytes had come before the break: the server has nothing beyond them. */
  @Test
  void aPartThatIsCompleteOnlyNeedsItsName() throws IOException {
    publisher.answering(LocalPublisher.breakingAfter(HALF));
    failure(1);
    Files.write(partial(), publisher.content());
    assertThat(fetch(1)).hasBinaryContent(publisher.content());
    assertThat(publisher.requests().get(1).getFirst("Range")).isEqualTo("bytes=" + SIZE + "-");
  }

  @Test
  void aPartThatIsLongerThanTheFileIsDropped() throws IOException {
    publisher.answering(LocalPublisher.breakingAfter(HALF));
    failure(1);
    Files.write(partial(), new byte[SIZE + 1]);
    assertThat(fetch(2)).hasBinaryContent(publisher.content());
    assertThat(publisher.requests()).hasSize(3);
  }

  @Test
  void whatIsNotThePublishersFileIsRemoved() throws IOException {
    byte[] other = "not weights".getBytes(StandardCharsets.UTF_8);
    publisher.answering(LocalPublisher.whole(other, "\"x\""));
    assertThat(failure(3))
        .startsWith(publisher.entry().address() + ": what came is not the publisher's file")
        .contains(
            "11 bytes begins with " + LocalPublisher.digits(other),
            "not with " + publisher.entry().digits(),
            "It was removed");
    assertThat(files()).isEmpty();
    assertThat(publisher.requests()).hasSize(1);
    assertThat(fetch(1)).hasBinaryContent(publisher.content());
  }

  @Test
  void aPageInsteadOfTheFileIsToldAsOneAndCostsNoPart() throws IOException {
    publisher.answering(
        LocalPublisher.breakingAfter(HALF),
        LocalPublisher.status(200, "Content-Type", "text/html; charset=utf-8"));
    failure(1);
    long kept = Files.size(partial());
    assertThat(failure(1)).contains("a web page came (text/html", "wants a login first");
    assertThat(Files.size(partial())).isEqualTo(kept);
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 403, 410, 407, 451})
  void aRefusalIsFinal(int status) throws IOException {
    publisher.answering(LocalPublisher.status(status));
    assertThat(failure(5))
        .startsWith(publisher.entry().address() + ": ")
        .contains("(status " + status + ")", "put it at " + folder);
    assertThat(publisher.requests()).hasSize(1);
  }

  @Test
  void aServerInTroubleIsAskedAgain() {
    Heard heard = new Heard();
    publisher.answering(LocalPublisher.status(503), LocalPublisher.status(429, "Retry-After", "0"));
    Path file = cache(3).fetch(publisher.entry(), NetworkAccess.ONLINE, heard);
    assertThat(file).hasBinaryContent(publisher.content());
    assertThat(heard.waits)
        .containsExactly(
            "the server answers with status 503; trying again in 0 s",
            "the server answers with status 429; trying again in 0 s");
  }

  @Test
  void aServerThatStaysInTroubleIsGivenUp() {
    LocalPublisher.Answer trouble = LocalPublisher.status(500);
    publisher.answering(trouble, trouble, trouble, trouble);
    assertThat(failure(3)).contains("cannot be fetched: the server answers with status 500");
    assertThat(publisher.requests()).hasSize(3);
  }

  /** Three attempts in a row that bring nothing end it; those that bring something do not count. */
  @Test
  void attemptsThatBringBytesAreNotCounted() {
    publisher.answering(
        LocalPublisher.breakingAfter(HALF),
        LocalPublisher.status(502),
        (exchange, server) -> {
          exchange.getResponseHeaders().set("ETag", "\"one\"");
          String range = exchange.getRequestHeaders().getFirst("Range");
          int from = Integer.parseInt(range.substring(6, range.length() - 1));
          exchange
              .getResponseHeaders()
              .set("Content-Range", "bytes " + from + "-" + (SIZE - 1) + "/" + SIZE);
          exchange.sendResponseHeaders(206, SIZE - from);
          exchange.getResponseBody().write(server.content(), from, HALF / 2);
          exchange.getResponseBody().flush();
        },
        LocalPublisher.status(502));
    assertThat(fetch(3)).hasBinaryContent(publisher.content());
    assertThat(publisher.requests()).hasSize(5);
  }

  @Test
  void silenceInTheMiddleIsABreak() {
    publisher.answering(LocalPublisher.silentAfter(HALF));
    Heard heard = new Heard();
    WeightsCache cache = new WeightsCache(folder, settings(Duration.ofMillis(2500), 2, Map.of()));
    assertThat(cache.fetch(publisher.entry(), NetworkAccess.ONLINE, heard))
        .hasBinaryContent(publisher.content());
    assertThat(heard.starts.get(1)).isPositive();
    assertThat(heard.waits)
        .singleElement()
        .asString()
        .startsWith("the server does not answer (no data for 2 s)");
  }

  @Test
  void silenceBeforeTheAnswerEndsToo() {
    publisher.answering(LocalPublisher.silent());
    WeightsCache cache = new WeightsCache(folder, settings(Duration.ofMillis(300), 1, Map.of()));
    assertThatThrownBy(
            () -> cache.fetch(publisher.entry(), NetworkAccess.ONLINE, FetchListener.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the server does not answer (");
  }

  @Test
  void aPortWhereNobodyListensIsToldSo() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    PublishedWeights.Entry entry = publisher.entryAt("http://localhost:" + port);
    assertThatThrownBy(() -> cache(2).fetch(entry, NetworkAccess.ONLINE, FetchListener.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot be fetched: no connection to the host localhost")
        .hasMessageContaining("https_proxy");
  }

  /** The name ends in .invalid, which RFC 2606 keeps from existing. */
  @Test
  void aHostThatIsNotFoundIsToldSo() {
    PublishedWeights.Entry entry = publisher.entryAt("http://weights.invalid");
    assertThatThrownBy(() -> cache(1).fetch(entry, NetworkAccess.ONLINE, FetchListener.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the host weights.invalid is not found");
    assertThat(folder.resolve(entry.file() + ".part")).doesNotExist();
  }

  @Test
  void aProxyThatIsNotFoundIsToldAsTheProxy() {
    Map<String, String> environment = Map.of("http_proxy", "http://proxy.invalid:3128");
    WeightsCache cache = new WeightsCache(folder, settings(PATIENCE, 1, environment));
    assertThatThrownBy(
            () -> cache.fetch(publisher.entry(), NetworkAccess.ONLINE, FetchListener.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the proxy proxy.invalid:3128 is not found");
  }

  @Test
  void redirectionsAreFollowed() {
    PublishedWeights.Entry moved = publisher.entry();
    publisher.answering(
        LocalPublisher.status(302, "Location", "/elsewhere"),
        LocalPublisher.status(308, "Location", publisher.address() + "/at/last"));
    assertThat(cache(1).fetch(moved, NetworkAccess.ONLINE, FetchListener.NONE))
        .hasBinaryContent(publisher.content());
    assertThat(publisher.targets().stream().map(URI::getPath))
        .containsExactly("/" + moved.file(), "/elsewhere", "/at/last");
  }

  @Test
  void redirectionsToAnotherSchemeAreRefused() {
    publisher.answering(LocalPublisher.status(302, "Location", "ftp://localhost/x"));
    assertThat(failure(3))
        .contains("redirects to ftp://localhost/x, which is not an address of http");
  }

  @Test
  void redirectionsInACircleEnd() {
    LocalPublisher.Answer circle = LocalPublisher.status(302, "Location", "/again");
    publisher.answering(circle, circle, circle, circle, circle, circle, circle);
    assertThat(failure(3)).contains("more than 5 redirections");
  }

  @Test
  void byItselfNothingButHttpsIsFetched() {
    assertThatThrownBy(
            () ->
                WeightsCache.in(folder)
                    .fetch(publisher.entry(), NetworkAccess.ONLINE, FetchListener.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is not an address of https");
    assertThat(publisher.requests()).isEmpty();
  }

  @Test
  void offlineSaysWhichFileToPutWhere() {
    Path absent = folder.resolve("not").resolve("yet");
    assertThatThrownBy(
            () ->
                WeightsCache.in(absent)
                    .fetch(
                        "torchvision/resnet50-imagenet1k-v1",
                        NetworkAccess.OFFLINE,
                        FetchListener.NONE))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "weights torchvision/resnet50-imagenet1k-v1 are not on this machine, and it works"
                + " offline (--offline or OSPREY_OFFLINE). On one with a network, fetch"
                + " https://download.pytorch.org/models/resnet50-0676ba61.pth (102.5 MB) and put"
                + " the file at "
                + absent.resolve("resnet50-0676ba61.pth")
                + "; or let it be fetched once without these");
    assertThat(absent).doesNotExist();
  }

  @Test
  void aFilePutThereByHandServesOffline() throws IOException {
    Path file = folder.resolve(publisher.entry().file());
    Files.write(file, publisher.content());
    assertThat(cache(1).fetch(publisher.entry(), NetworkAccess.OFFLINE, FetchListener.NONE))
        .isEqualTo(file);
    assertThat(publisher.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "half a file"})
  void aWrongFilePutThereByHandIsRefusedAndLeft(String text) throws IOException {
    Path file = folder.resolve(publisher.entry().file());
    Files.writeString(file, text);
    assertThat(failure(1))
        .startsWith(file + ": these are not the weights local/tiny")
        .contains("Delete it, and it will be fetched from " + publisher.entry().address());
    assertThat(file).hasContent(text);
    assertThat(publisher.requests()).isEmpty();
  }

  /** A file is read once; a note of its size and time of change stands for it after that. */
  @Test
  void aFileIsLookedAtAgainWhenItChanged() throws IOException {
    Path file = fetch(1);
    Files.write(file, new byte[SIZE - 1]);
    assertThat(failure(1)).contains("these are not the weights");
    Files.write(file, publisher.content());
    assertThat(fetch(1)).isEqualTo(file);
  }

  @Test
  void aNoteSparesReadingTheFile() throws IOException {
    Path file = fetch(1);
    byte[] bytes = publisher.content();
    bytes[0]++;
    var time = Files.getLastModifiedTime(file);
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, time);
    assertThat(fetch(1)).as("same size and time").isEqualTo(file);
  }

  @Test
  void aFileInTheWayOfTheFolderIsToldAsOne() throws IOException {
    Path inTheWay = Files.writeString(folder.resolve("cache"), "");
    WeightsCache cache = new WeightsCache(inTheWay, settings(PATIENCE, 1, Map.of()));
    assertThatThrownBy(
            () -> cache.fetch(publisher.entry(), NetworkAccess.ONLINE, FetchListener.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("the folder " + inTheWay)
        .hasMessageContaining("OSPREY_CACHE");
    assertThat(inTheWay).isRegularFile();
  }

  @Test
  void whatTheDiskRefusesIsTold() throws IOException {
    Files.createDirectory(partial());
    assertThat(failure(1)).startsWith(partial() + " cannot be written: ").contains("OSPREY_CACHE");
    assertThat(publisher.requests()).isEmpty();
  }

  /** 4 EB, more than any disk. */
  @Test
  void whatSaysThatItIsFarLongerThanTheFileIsNotBegun() throws IOException {
    publisher.answering((exchange, server) -> exchange.sendResponseHeaders(200, 1L << 62));
    assertThat(failure(1))
        .contains("not the publisher's file: it has 4611686018.43 GB or more", "was removed");
    assertThat(files()).isEmpty();
  }

  @Test
  void whatHasNoEndIsCutOffAndRemoved() throws IOException {
    publisher.answering(
        (exchange, server) -> {
          exchange.sendResponseHeaders(200, 0); // chunks, as many as are taken
          for (int i = 0; i < 100_000; i++) {
            exchange.getResponseBody().write(new byte[1 << 16]);
          }
        });
    assertThat(failure(1)).contains("not the publisher's file: it has 1.", "MB or more");
    assertThat(files()).isEmpty();
  }

  @Test
  void aTotalThatIsNoNumberOfBytesIsAnotherPart() {
    publisher.answering(
        LocalPublisher.breakingAfter(HALF),
        (exchange, server) -> {
          exchange
              .getResponseHeaders()
              .set("Content-Range", "bytes " + HALF + "-299999/99999999999999999999999");
          exchange.sendResponseHeaders(206, 1);
          exchange.getResponseBody().write(1);
        });
    assertThat(fetch(3)).hasBinaryContent(publisher.content());
  }

  @Test
  void threadsThatWantTheSameFileFetchItOnce() throws Exception {
    publisher.answering(LocalPublisher.slowly(20));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<Path> fetching = () -> fetch(1);
      List<Path> files = new ArrayList<>();
      for (Future<Path> future : threads.invokeAll(List.of(fetching, fetching, fetching))) {
        files.add(future.get());
      }
      assertThat(files).containsOnly(folder.resolve(publisher.entry().file()));
      assertThat(publisher.requests()).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void anotherProcessThatFetchesTheFileIsWaitedFor() throws Exception {
    publisher.answering(LocalPublisher.slowly(300));
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FetchingProcess.class.getName(),
                folder.toString(),
                publisher.entry().address().toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("other.log").toFile())
            .start();
    while (publisher.requests().isEmpty() && other.isAlive()) {
      Thread.sleep(10);
    }
    Heard heard = new Heard();
    assertThat(cache(1).fetch(publisher.entry(), NetworkAccess.ONLINE, heard))
        .hasBinaryContent(publisher.content());
    assertThat(other.waitFor()).as(Files.readString(folder.resolve("other.log"))).isZero();
    assertThat(publisher.requests()).hasSize(1);
    assertThat(heard.starts).isEmpty();
    assertThat(heard.waits).singleElement().asString().contains("another process");
  }

  @Test
  void goesThroughTheProxyOfTheEnvironment() {
    WeightsCache cache =
        new WeightsCache(folder, settings(PATIENCE, 1, Map.of("http_proxy", publisher.address())));
    PublishedWeights.Entry entry = publisher.entryAt("http://weights.invalid");
    assertThat(cache.fetch(entry, NetworkAccess.ONLINE, FetchListener.NONE))
        .hasBinaryContent(publisher.content());
    assertThat(publisher.targets()).containsExactly(entry.address());
  }

  /** "osprey:a secret" in base 64. */
  @Test
  void tellsTheProxyUserAndPassword() {
    publisher.answering(LocalPublisher.status(407, "Proxy-Authenticate", "Basic realm=\"p\""));
    String proxy = "http://osprey:a%20secret@localhost:" + publisher.port();
    WeightsCache cache =
        new WeightsCache(folder, settings(PATIENCE, 1, Map.of("http_proxy", proxy)));
    PublishedWeights.Entry entry = publisher.entryAt("http://weights.invalid");
    assertThat(cache.fetch(entry, NetworkAccess.ONLINE, FetchListener.NONE))
        .hasBinaryContent(publisher.content());
    assertThat(publisher.requests().get(1).getFirst("Proxy-Authorization"))
        .isEqualTo("Basic b3NwcmV5OmEgc2VjcmV0");
  }

  @Test
  void aProxyThatRefusesTheLoginIsToldSo() {
    LocalPublisher.Answer refusal =
        LocalPublisher.status(407, "Proxy-Authenticate", "Basic realm=\"p\"");
    publisher.answering(refusal, refusal, refusal, refusal, refusal, refusal);
    String proxy = "http://osprey:wrong@localhost:" + publisher.port();
    WeightsCache cache =
        new WeightsCache(folder, settings(PATIENCE, 2, Map.of("http_proxy", proxy)));
    PublishedWeights.Entry entry = publisher.entryAt("http://weights.invalid");
    assertThatThrownBy(() -> cache.fetch(entry, NetworkAccess.ONLINE, FetchListener.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the proxy wants another user or password")
        .hasMessageNotContaining("wrong");
  }

  @Test
  void aVariableThatIsNoProxyIsToldAsOne() {
    WeightsCache cache =
        new WeightsCache(folder, settings(PATIENCE, 1, Map.of("http_proxy", "socks5://here:1")));
    assertThatThrownBy(
            () -> cache.fetch(publisher.entry(), NetworkAccess.ONLINE, FetchListener.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("the environment variable http_proxy cannot be used as a proxy");
  }

  @Test
  void anUnknownNameIsRefusedBeforeAnything() {
    assertThatThrownBy(
            () -> cache(1).fetch("torchvision/nothing", NetworkAccess.ONLINE, FetchListener.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("are unknown");
  }

  @Test
  void interruptionWhileBytesAreWrittenIsNoFaultOfTheDisk() throws IOException {
    try (PartFile part = PartFile.open(partial(), folder.resolve("validator"))) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> part.append(List.of(ByteBuffer.wrap(new byte[] {1}))))
          .isInstanceOf(UserError.class)
          .hasMessage(partial() + ": fetching was interrupted; the next time it goes on from here");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void interruptionKeepsWhatHasCome() throws Exception {
    publisher.answering(LocalPublisher.silentAfter(HALF));
    List<Throwable> thrown = new ArrayList<>();
    Thread thread = new Thread(() -> thrown.add(catchThrowable(() -> fetch(2))));
    thread.start();
    while (!Files.exists(partial()) || Files.size(partial()) == 0) {
      Thread.sleep(10);
    }
    thread.interrupt();
    thread.join();
    assertThat(thrown).singleElement().isInstanceOf(UserError.class);
    assertThat(thrown.get(0)).hasMessageContaining("interrupted");
    assertThat(partial()).exists();
    assertThat(fetch(1)).hasBinaryContent(publisher.content());
    assertThat(publisher.requests().get(1).getFirst("Range")).isNotNull();
  }
}
