package dev.osprey.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.ImageSize;
import dev.osprey.fixtures.SmallDetector;
import dev.osprey.onnx.check.Agreement;
import dev.osprey.onnx.check.ExportCheck;
import dev.osprey.onnx.file.ExportForm;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that no preset uses, or only in another part, give the same results in both engines. */
class SettingsContractTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          retinanet-r18-torchvision | /postprocess | topKPerLevel  | null
          retinanet-r18-torchvision | /postprocess | topK          | 200
          retinanet-r18-torchvision | /postprocess | maxDetections | null
          retinanet-r18-torchvision | /postprocess | maxDetections | 9
          retinanet-r18-torchvision | /postprocess | minSide       | 12.5
          retinanet-r18-torchvision | /postprocess | order         | "class"
          retinanet-r18-torchvision | /postprocess | clip          | "none"
          retinanet-r18-torchvision | /postprocess | nmsSides      | "inclusive"
          retinanet-r18-torchvision | /anchors     | clip          | "center-and-sides"
          retinanet-r18-torchvision | /preprocessing | channels    | "bgr"
          retinanet-r18-torchvision | /preprocessing/resize | boxScaling | "nominal"
          retinanet-r18-yhenon      | /postprocess | maxDetections | 9
          retinanet-r18-yhenon      | /postprocess | topKPerLevel  | 40
          retinanet-r18-yhenon      | /postprocess | order         | "score"
          retinanet-r18-yhenon      | /postprocess | nmsSides      | "inclusive"
          retinanet-r18-mmdet       | /postprocess | topK          | 50
          fasterrcnn-r18            | /regions/postprocess | topKPerLevel  | 60
          fasterrcnn-r18            | /regions/postprocess | maxDetections | null
          fasterrcnn-r18            | /regions/postprocess | order         | "class"
          fasterrcnn-r18            | /regions/pooling | samplingRatio | 0
          fasterrcnn-r18            | /regions/pooling | offset    | "half-pixel"
          fasterrcnn-r18            | /regions         | pooling   | {"type":"roi-pool","height":5,"width":6,"mapper":{"canonicalScale":64,"canonicalLevel":4}}
          retinaface-mobilenet025   | /neck            | upsampling | "transposed-convolution"
          retinaface-mobilenet025   | /postprocess     | topK      | 30
          """)
  void settingGivesTheSameDetectionsInBothEngines(
      String preset, String where, String key, String json) {
    UnaryOperator<ObjectNode> change =
        tree -> {
          SmallDetector.set(tree, where, key, json);
          return tree;
        };
    try (SmallDetector small = SmallDetector.of(preset, change)) {
      Agreement agreement =
          SmallExport.compare(small, folder.resolve("whole.onnx"), ExportForm.whole(), RUNS);
      assertThat(agreement.compared()).isPositive();
      assertThat(agreement.holds()).as(agreement.toString()).isTrue();
    }
  }

  private static final List<ExportCheck.Run> RUNS =
      List.of(
          new ExportCheck.Run(new ImageSize(96, 128), 1),
          new ExportCheck.Run(new ImageSize(79, 65), 2));
}
