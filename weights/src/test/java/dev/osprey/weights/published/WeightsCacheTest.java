package dev.osprey.weights.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.osprey.core.text.UserError;
import dev.osprey.weights.published.download.DownloadFixture;
import dev.osprey.weights.published.download.DownloadServer;
import dev.osprey.weights.published.download.FetchListener;
import dev.osprey.weights.published.download.FetchRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  private static final int SIZE = DownloadServer.SIZE;

  @TempDir Path folder;
  private DownloadServer server;

  @BeforeEach
  void start() throws IOException {
    server = new DownloadServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private PublishedWeights.Entry entry() {
    return WeightsCacheProcess.entry(server.remote().address());
  }

  private WeightsCache cache() {
    return new WeightsCache(folder, DownloadFixture.settings(1));
  }

  private Path fetch() {
    return cache().fetch(entry(), NetworkAccess.ONLINE, FetchListener.NONE);
  }

  private String failure() {
    Throwable error = catchThrowable(() -> fetch());
    assertThat(error).isInstanceOf(UserError.class);
    return "" + error.getMessage();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).map(file -> "" + file.getFileName()).toList();
    }
  }

  @Test
  void downloadsAFileOnce() throws IOException {
    Path file = fetch();
    assertThat(file).isEqualTo(folder.resolve(entry().file()));
    assertThat(file).hasBinaryContent(server.content());
    assertThat(fetch()).isEqualTo(file);
    assertThat(server.requests()).hasSize(1);
    assertThat(files()).containsExactly(entry().file());
  }

  @Test
  void reportsNothingForAnExistingFile() {
    fetch();
    FetchRecorder recorder = new FetchRecorder();
    cache().fetch(entry(), NetworkAccess.ONLINE, recorder);
    assertThat(recorder.starts).isEmpty();
    assertThat(recorder.ends).isZero();
  }

  @Test
  void downloadsOnlyOverHttps() {
    assertThatThrownBy(
            () -> WeightsCache.in(folder).fetch(entry(), NetworkAccess.ONLINE, FetchListener.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is not an address of https");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void offlineErrorStatesWhichFileToPutWhere() {
    Path missing = folder.resolve("not").resolve("yet");
    assertThatThrownBy(
            () ->
                WeightsCache.in(missing)
                    .fetch(
                        "torchvision/resnet50-imagenet1k-v1",
                        NetworkAccess.OFFLINE,
                        FetchListener.NONE))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "weights torchvision/resnet50-imagenet1k-v1 are not on this machine, and downloads are"
                + " off (--offline or OSPREY_OFFLINE). On a machine with a network, download"
                + " https://download.pytorch.org/models/resnet50-0676ba61.pth (102.5 MB) and put"
                + " the file at "
                + missing.resolve("resnet50-0676ba61.pth")
                + "; or run once without these settings");
    assertThat(missing).doesNotExist();
  }

  @Test
  void usesAFileThatTheUserPutThere() throws IOException {
    Path file = folder.resolve(entry().file());
    Files.write(file, server.content());
    assertThat(cache().fetch(entry(), NetworkAccess.OFFLINE, FetchListener.NONE)).isEqualTo(file);
    assertThat(server.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "half a file"})
  void refusesAWrongFileThatTheUserPutThereAndKeepsIt(String text) throws IOException {
    Path file = folder.resolve(entry().file());
    Files.writeString(file, text);
    assertThat(failure())
        .startsWith(file + ": these are not the weights local/tiny")
        .contains("Delete it to download it again from " + entry().remote().address());
    assertThat(file).hasContent(text);
    assertThat(server.requests()).isEmpty();
  }

  /** A file is verified once; afterwards its size and modification time are compared. */
  @Test
  void verifiesAFileAgainAfterItChanged() throws IOException {
    Path file = fetch();
    Files.write(file, new byte[SIZE - 1]);
    assertThat(failure()).contains("these are not the weights");
    Files.write(file, server.content());
    assertThat(fetch()).isEqualTo(file);
  }

  @Test
  void doesNotReadAVerifiedFileAgain() throws IOException {
    Path file = fetch();
    byte[] bytes = server.content();
    bytes[0]++;
    var time = Files.getLastModifiedTime(file);
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, time);
    assertThat(fetch()).as("same size and time").isEqualTo(file);
  }

  @Test
  void reportsAFileWithTheNameOfTheFolder() throws IOException {
    Path inTheWay = Files.writeString(folder.resolve("cache"), "");
    WeightsCache cache = new WeightsCache(inTheWay, DownloadFixture.settings(1));
    assertThatThrownBy(() -> cache.fetch(entry(), NetworkAccess.ONLINE, FetchListener.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("the folder " + inTheWay)
        .hasMessageContaining("OSPREY_CACHE");
    assertThat(inTheWay).isRegularFile();
  }

  @Test
  void downloadsAFileOnceForSeveralThreads() throws Exception {
    server.answering(DownloadServer.slowly(20));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<Path> fetching = () -> fetch();
      List<Path> files = new ArrayList<>();
      for (Future<Path> future : threads.invokeAll(List.of(fetching, fetching, fetching))) {
        files.add(future.get());
      }
      assertThat(files).containsOnly(folder.resolve(entry().file()));
      assertThat(server.requests()).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void waitsForAnotherProcessThatDownloadsTheFile() throws Exception {
    server.answering(DownloadServer.slowly(300));
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WeightsCacheProcess.class.getName(),
                folder.toString(),
                entry().remote().address().toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("other.log").toFile())
            .start();
    while (server.requests().isEmpty() && other.isAlive()) {
      Thread.sleep(10);
    }
    FetchRecorder recorder = new FetchRecorder();
    assertThat(cache().fetch(entry(), NetworkAccess.ONLINE, recorder))
        .hasBinaryContent(server.content());
    assertThat(other.waitFor()).as(Files.readString(folder.resolve("other.log"))).isZero();
    assertThat(server.requests()).hasSize(1);
    assertThat(recorder.starts).isEmpty();
    assertThat(recorder.waits).singleElement().asString().contains("another process");
  }

  @Test
  void refusesAnUnknownName() {
    assertThatThrownBy(
            () -> cache().fetch("torchvision/nothing", NetworkAccess.ONLINE, FetchListener.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("are unknown");
  }
}
