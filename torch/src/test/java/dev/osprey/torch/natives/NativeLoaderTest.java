package dev.osprey.torch.natives;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts new JVMs, because libtorch is loaded once per process. */
class NativeLoaderTest {
  @TempDir Path folder;

  @Test
  void threeProcessesStartAtOnceWithAnEmptyCache() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(start(folder.resolve("cache"), folder.resolve("out" + i)));
    }
    for (int i = 0; i < 3; i++) {
      Process process = processes.get(i);
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("process %s ends", i).isTrue();
      String output = Files.readString(folder.resolve("out" + i));
      assertThat(process.exitValue()).as(output).isZero();
      assertThat(output).contains("sum 12.0");
    }
  }

  private static Process start(Path cache, Path output) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dorg.bytedeco.javacpp.cachedir=" + cache,
            "-cp",
            System.getProperty("java.class.path"),
            FirstUse.class.getName())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /** The program of a new process: a first use of libtorch. */
  static final class FirstUse {
    private FirstUse() {}

    public static void main(String[] arguments) {
      try (TensorScope scope = TensorScope.inference()) {
        System.out.println("sum " + Tensors.number(torch.ones(3, 4).sum()));
      }
    }
  }
}
