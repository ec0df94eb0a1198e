package dev.osprey.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.preset.Presets;
import dev.osprey.testing.DamagedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damaged and hostile configurations are either read completely or refused, in bounded memory and
 * time.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamagedFilesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"retinanet-r18-torchvision", "fasterrcnn-r50", "retinanet-r50-v2"})
  void readsOrRefusesDamagedConfigurations(String preset) throws IOException {
    Detector.Config config = Presets.config(preset);
    assertReadOrRefused("c.yaml", bytes(ConfigReader.toYaml(config)), DamagedFilesTest::readConfig);
    assertReadOrRefused("c.json", bytes(ConfigReader.toJson(config)), DamagedFilesTest::readConfig);
  }

  @Test
  void readsOrRefusesLargeHostileTreesInBoundedMemory() throws IOException {
    StringBuilder aliases = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (char c = 'b'; c < 'z'; c++) {
      String last = "*" + (char) (c - 1);
      aliases.append(c + ": &" + c + " [" + (last + ", ").repeat(8) + last + "]\n");
    }
    for (String text :
        List.of(
            aliases.toString(),
            "a: " + "[".repeat(100_000),
            "- ".repeat(100_000),
            "{a: ".repeat(100_000),
            "a: &a [*a]",
            "a: !!javax.script.ScriptEngineManager [x]",
            "classes: 1e999999999",
            "classes: " + "9".repeat(1_000_000),
            "? [a, b]\n: 1")) {
      Path written = Files.writeString(folder.resolve("h.yaml"), text);
      String description = text.substring(0, Math.min(20, text.length()));
      assertThat(DamagedFiles.isRefused(written, DamagedFilesTest::readConfig, description))
          .as(description)
          .isTrue();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void readConfig(Path file) {
    Detector.Config config =
        ConfigReader.read(Detector.Config.class, ConfigReader.parse(file), file.toString());
    // What was read is complete: it can be written and read again.
    assertThat(
            ConfigReader.readJson(
                Detector.Config.class, ConfigReader.toJson(config), file.toString()))
        .isEqualTo(config);
  }

  private void assertReadOrRefused(String name, byte[] whole, Consumer<Path> reading)
      throws IOException {
    new DamagedFiles(folder.resolve(name), whole).assertReadOrRefused(reading);
  }
}
