package dev.osprey.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.RgbImage;
import dev.osprey.detection.golden.CheckImages;
import dev.osprey.fixtures.SmallDetector;
import dev.osprey.onnx.SmallExport;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.testing.DamagedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A damaged exported file never reaches ONNX Runtime. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamagedExportTest {
  private static final RgbImage IMAGE = CheckImages.of(new ImageSize(48, 64), 1, 3).get(0);

  @TempDir static Path folder;

  private static byte[] whole;
  private static Detections right;

  @BeforeAll
  static void export() throws IOException {
    try (SmallDetector small = SmallDetector.of("retinaface-mobilenet025")) {
      Path file = folder.resolve("whole.onnx");
      SmallExport.of(small).write(file, ExportForm.whole());
      whole = Files.readAllBytes(file);
      right = detect(file);
    }
    assertThat(right.size()).isPositive();
  }

  @AfterAll
  static void forget() {
    whole = new byte[0];
  }

  private static Detections detect(Path file) {
    try (OnnxDetector detector = OnnxDetector.open(file, 1)) {
      return detector.detect(IMAGE);
    }
  }

  @Test
  void damagedFilesGiveTheCorrectAnswerOrAreRejected() throws IOException {
    new DamagedFiles(folder.resolve("damaged.onnx"), whole)
        .assertReadOrRefused(
            file -> {
              Detections found = detect(file);
              assertThat(found.boxes()).isEqualTo(right.boxes());
              assertThat(found.scores()).isEqualTo(right.scores());
            });
  }

  @Test
  void detectsOneFlippedBitOfAWeight() throws IOException {
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 1;
    Path file = Files.write(folder.resolve("flipped.onnx"), flipped);
    assertThatThrownBy(() -> OnnxDetector.open(file, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("flipped.onnx: damaged, or changed by another program")
        .hasMessageContaining("Export the model again");
  }

  @Test
  void cutOffAndEmptyFilesHaveNoSeal() throws IOException {
    for (int length : new int[] {50, 1000, whole.length - 1}) {
      Path file = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> OnnxDetector.open(file, 1))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("cut.onnx: not an ONNX file that osprey export wrote, or cut off");
    }
    Path empty = Files.write(folder.resolve("empty.onnx"), new byte[0]);
    assertThatThrownBy(() -> OnnxDetector.open(empty, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("empty.onnx is not a model file: it is an empty file");
    assertThatThrownBy(() -> OnnxDetector.open(folder, 1)).isInstanceOf(UserError.class);
  }
}
