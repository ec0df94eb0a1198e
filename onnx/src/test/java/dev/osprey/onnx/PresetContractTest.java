package dev.osprey.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.ImageSize;
import dev.osprey.detection.preset.Presets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every preset, whole, gives in ONNX Runtime what it gives in libtorch. */
class PresetContractTest {
  @TempDir Path folder;

  static Set<String> presets() {
    String only = System.getenv("ONLY");
    return only == null ? Presets.names() : Set.of(only.split(","));
  }

  @ParameterizedTest
  @MethodSource("presets")
  void wholeFileDetectsWhatLibtorchDetects(String preset) {
    try (SmallDetector small = SmallDetector.of(preset)) {
      Agreement agreement =
          small.compare(
              folder.resolve("whole.onnx"),
              ExportForm.whole(),
              List.of(
                  new ExportCheck.Run(new ImageSize(96, 128), 1),
                  new ExportCheck.Run(new ImageSize(79, 65), 2)));
      System.out.println(preset + " " + agreement);
      assertThat(agreement.compared()).isPositive();
      assertThat(agreement.holds()).as(agreement.toString()).isTrue();
    }
  }
}
