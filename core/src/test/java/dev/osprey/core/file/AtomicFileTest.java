package dev.osprey.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  private static final int CHUNKS = 20;

  @TempDir Path folder;

  @Test
  void concurrentWritersDoNotMixTheirContents() throws Exception {
    Path file = folder.resolve("last.safetensors");
    ExecutorService threads = Executors.newFixedThreadPool(2);
    for (int round = 0; round < 10; round++) {
      CyclicBarrier start = new CyclicBarrier(2);
      List<Future<?>> writers = new ArrayList<>();
      for (byte value = 1; value <= 2; value++) {
        byte mine = value;
        writers.add(
            threads.submit(
                () -> {
                  start.await();
                  write(file, mine);
                  return null;
                }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      byte[] bytes = Files.readAllBytes(file);
      byte[] expected = new byte[CHUNKS << 16];
      Arrays.fill(expected, bytes[0]);
      assertThat(bytes).isEqualTo(expected);
    }
    threads.shutdown();
    assertThat(names()).containsExactly("last.safetensors");
  }

  private static void write(Path file, byte value) {
    byte[] chunk = new byte[1 << 16];
    Arrays.fill(chunk, value);
    AtomicFile.write(
        file,
        channel -> {
          for (int i = 0; i < CHUNKS; i++) {
            channel.write(ByteBuffer.wrap(chunk));
          }
        });
  }

  @Test
  void replacesALinkAndKeepsTheFileThatItPointsTo() throws IOException {
    Path precious = Files.writeString(folder.resolve("precious"), "precious");
    Path link = Files.createSymbolicLink(folder.resolve("report.html"), precious);

    AtomicFile.write(link, "new");

    assertThat(precious).hasContent("precious");
    assertThat(link).hasContent("new").isRegularFile();
    assertThat(Files.isSymbolicLink(link)).isFalse();
  }

  @Test
  void doesNotReplaceFoldersDevicesOrPipes() throws IOException {
    Path inside = Files.createDirectories(folder.resolve("a.json/inside"));
    assertThatThrownBy(() -> AtomicFile.write(folder.resolve("a.json"), "x"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot be written");
    assertThat(inside).isDirectory();
    Path nowhere = Path.of("/dev/null");
    if (Files.exists(nowhere)) {
      AtomicFile.write(nowhere, "x");
      assertThat(Files.isRegularFile(nowhere)).isFalse();
    }
    assertThat(names()).containsExactly("a.json");
  }

  @Test
  void writeNewDoesNotReplaceAFileMadeDuringTheCall() throws IOException {
    Path file = folder.resolve("model.onnx");
    assertThatThrownBy(
            () ->
                AtomicFile.writeNew(
                    file,
                    channel -> channel.write(ByteBuffer.wrap(new byte[] {1})),
                    written -> AtomicFile.write(file, "somebody else's")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("exists already");
    assertThat(file).hasContent("somebody else's");
    assertThat(names()).containsExactly("model.onnx");
  }

  @Test
  void longestNamesCanBeWritten() throws IOException {
    for (String letter : List.of("x", "ä", "\uD83D\uDE00")) {
      int length = 250 / letter.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
      Path file = folder.resolve(letter.repeat(length));
      AtomicFile.write(file, "x");
      assertThat(file).hasContent("x");
    }
  }

  @Test
  void leftoversAreTemporaryFilesOnly() throws IOException {
    Path left = Files.createFile(folder.resolve("a.csv.0123456789abcdef0123456789abcdef.part"));
    Files.createFile(folder.resolve("a.csv.part"));
    Files.createFile(folder.resolve("my.part"));
    assertThat(AtomicFile.leftovers(folder)).containsExactly(left);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
