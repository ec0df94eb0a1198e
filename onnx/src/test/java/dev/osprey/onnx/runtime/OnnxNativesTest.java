package dev.osprey.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unpacking the libraries, in fresh JVMs because ONNX Runtime is loaded once per process. */
class OnnxNativesTest {
  @TempDir Path folder;

  @Test
  void processesThatStartTogetherShareTheCacheAndLeaveNoTemporaryFiles() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(start("out" + i, "end"));
    }
    for (int i = 0; i < 3; i++) {
      assertThat(processes.get(i).waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(Files.readString(folder.resolve("out" + i))).contains("version 1.");
      assertThat(processes.get(i).exitValue()).isZero();
    }
    assertThat(temporary()).isEmpty();
    assertThat(libraries()).hasSize(2);
  }

  @Test
  void killedProcessLeavesNoTemporaryFilesAndAnIncompleteLibraryIsUnpackedAgain() throws Exception {
    Process process = start("killed", "stay");
    awaitVersion("killed");
    process.destroyForcibly().waitFor();
    assertThat(temporary()).isEmpty();
    for (Path library : libraries()) {
      byte[] whole = Files.readAllBytes(library);
      Files.write(library, Arrays.copyOf(whole, whole.length / 2));
    }

    Process next = start("next", "end");
    assertThat(next.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readString(folder.resolve("next"))).contains("version 1.");
    assertThat(next.exitValue()).isZero();
  }

  private void awaitVersion(String output) throws Exception {
    for (int i = 0; i < 1200; i++) {
      if (Files.readString(folder.resolve(output)).contains("version 1.")) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError(Files.readString(folder.resolve(output)));
  }

  private List<Path> temporary() {
    return filesBelow(folder.resolve("tmp"));
  }

  private List<Path> libraries() {
    return filesBelow(folder.resolve("cache")).stream()
        .filter(file -> file.toString().contains("onnxruntime") && Files.isRegularFile(file))
        .toList();
  }

  private static List<Path> filesBelow(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> !file.equals(root)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process start(String output, String ending) throws IOException {
    Files.createDirectories(folder.resolve("tmp"));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("cache"),
            "-Djava.io.tmpdir=" + folder.resolve("tmp"),
            "-XX:-UsePerfData",
            "-cp",
            System.getProperty("java.class.path"),
            FirstTouch.class.getName(),
            ending)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(output).toFile())
        .start();
  }

  /** What a fresh process does first. */
  static final class FirstTouch {
    private FirstTouch() {}

    public static void main(String[] arguments) throws InterruptedException {
      System.out.println("version " + OnnxRuntime.version());
      if (arguments[0].equals("stay")) {
        Thread.sleep(120_000);
      }
    }
  }
}
