package dev.osprey.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.ImageSize;
import dev.osprey.detection.preset.Presets;
import dev.osprey.fixtures.SmallDetector;
import dev.osprey.onnx.check.Agreement;
import dev.osprey.onnx.check.ExportCheck;
import dev.osprey.onnx.file.ExportForm;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every preset gives the same detections in ONNX Runtime and in libtorch, on one image and on two,
 * of sizes that strides do not divide.
 */
class PresetContractTest {
  /** Presets with deeper backbones of the same blocks: hundreds of megabytes each. */
  private static final String DEEP = ".*-[rx](101|152)-.*";

  private static final List<ExportCheck.Run> RUNS =
      List.of(
          new ExportCheck.Run(new ImageSize(96, 128), 1),
          new ExportCheck.Run(new ImageSize(79, 65), 2));

  @TempDir Path folder;

  static Stream<String> presets() {
    return Presets.names().stream().filter(name -> !name.matches(DEEP));
  }

  static Stream<String> deepPresets() {
    return Presets.names().stream().filter(name -> name.matches(DEEP));
  }

  @ParameterizedTest
  @MethodSource("presets")
  void detectsWhatLibtorchDetects(String preset) {
    expectAgreement(preset);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("deepPresets")
  void deepBackbonesDetectWhatLibtorchDetects(String preset) {
    expectAgreement(preset);
  }

  private void expectAgreement(String preset) {
    try (SmallDetector small = SmallDetector.of(preset)) {
      Agreement agreement =
          SmallExport.compare(small, folder.resolve("whole.onnx"), ExportForm.whole(), RUNS);
      assertThat(agreement.compared()).isPositive();
      assertThat(agreement.holds()).as(agreement.toString()).isTrue();
    }
  }
}
