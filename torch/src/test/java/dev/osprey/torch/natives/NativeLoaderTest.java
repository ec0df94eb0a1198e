package dev.osprey.torch.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

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
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
  private static final String SEARCH_LOG = "-Dorg.bytedeco.javacpp.logger.debug=true";

  @TempDir Path folder;

  @Test
  void threeProcessesStartAtOnceWithAnEmptyCache() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String cache = "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("cache");
      processes.add(start(folder.resolve("out" + i), cache));
    }
    for (int i = 0; i < 3; i++) {
      Process process = processes.get(i);
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("process %s ends", i).isTrue();
      String output = Files.readString(folder.resolve("out" + i));
      assertThat(process.exitValue()).as(output).isZero();
      assertThat(output).contains("sum 12.0");
    }
  }

  @Test
  void librariesOfCudaAreNotSearchedWhereThereAreNone() throws Exception {
    assumeThat(NativeLoader.hasGpuLibraries()).isFalse();
    String output = firstUse(SEARCH_LOG, "-Dskip=true");
    assertThat(output).contains("sum 12.0", "extension -cpu").doesNotContain("cudart");
    assertThat(firstUse(SEARCH_LOG)).contains("sum 12.0", "extension null", "cudart");
  }

  @Test
  void anExtensionThatTheUserHasSetStays() throws Exception {
    String output = firstUse("-D" + EXTENSION + "=-mine", "-Dskip=true");
    assertThat(output).contains("sum 12.0", "extension -mine");
  }

  private String firstUse(String... options) throws Exception {
    Path output = folder.resolve("out");
    Process process = start(output, options);
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    return Files.readString(output);
  }

  private static Process start(Path output, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), FirstUse.class.getName()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /** The program of a new process: a first use of libtorch. */
  static final class FirstUse {
    private FirstUse() {}

    public static void main(String[] arguments) {
      if (Boolean.getBoolean("skip")) {
        NativeLoader.skipMissingGpuLibraries();
      }
      try (TensorScope scope = TensorScope.inference()) {
        System.out.println("sum " + Tensors.number(torch.ones(3, 4).sum()));
        System.out.println("extension " + System.getProperty(EXTENSION));
      }
    }
  }
}
