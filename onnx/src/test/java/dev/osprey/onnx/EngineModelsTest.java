package dev.osprey.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.fixtures.SmallDetector;
import dev.osprey.weights.ModelFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Writes model files for {@code parity/peers/onnx_engines.py}, for the presets that it lists: few
 * classes, narrow heads, and weights with which some scores pass the threshold.
 */
@EnabledIfSystemProperty(
    named = EngineModelsTest.PRESETS,
    matches = ".+",
    disabledReason = "only parity/peers/onnx_engines.py asks for models")
class EngineModelsTest {
  static final String PRESETS = "osprey.engines.presets";
  private static final String FOLDER = "osprey.engines.folder";

  static Stream<String> presets() {
    return Stream.of(System.getProperty(PRESETS, "").split(","));
  }

  @ParameterizedTest
  @MethodSource("presets")
  void writesAModelOfThePreset(String preset) {
    Path file = Path.of(System.getProperty(FOLDER, "."), preset + ".safetensors");
    try (SmallDetector small = SmallDetector.of(preset)) {
      ModelFile.write(file, small.detector().config(), small.labels(), small.weights(), Map.of());
    }
    assertThat(file).isNotEmptyFile();
  }
}
