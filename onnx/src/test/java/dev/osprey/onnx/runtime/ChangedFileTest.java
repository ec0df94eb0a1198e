package dev.osprey.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.RgbImage;
import dev.osprey.detection.golden.CheckImages;
import dev.osprey.detection.golden.GoldenDifference;
import dev.osprey.detection.golden.GoldenRequest;
import dev.osprey.fixtures.SmallDetector;
import dev.osprey.onnx.SmallExport;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.file.SealPolicy;
import dev.osprey.onnx.graph.NodeAttribute;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file that another program has rewritten runs if the user asks for it and it is still usable.
 */
class ChangedFileTest {
  private static final RgbImage IMAGE = CheckImages.of(new ImageSize(48, 64), 1, 3).get(0);

  @TempDir static Path folder;

  private static Path right;

  @BeforeAll
  static void export() {
    right = folder.resolve("right.onnx");
    try (SmallDetector small = SmallDetector.of("retinaface-mobilenet025")) {
      SmallExport.exporter(small).export(right, ExportForm.whole());
    }
  }

  /** Writes the model as another program would, possibly changed, with the old digest inside. */
  private static Path rewritten(String name, Consumer<ModelProto.Builder> change)
      throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(right)).toBuilder();
    model.setProducerName("another program");
    change.accept(model);
    return Files.write(folder.resolve(name), model.build().toByteArray());
  }

  private static Detections detect(Path file) {
    try (OnnxDetector detector = OnnxDetector.open(file, 1, SealPolicy.IGNORE)) {
      return detector.detect(IMAGE);
    }
  }

  private static void expectRefused(Path file, String... parts) {
    assertThatThrownBy(() -> OnnxDetector.open(file, 1, SealPolicy.IGNORE).close())
        .isInstanceOf(UserError.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("Exception"));
  }

  @Test
  void runsOnlyIfTheSealIsIgnored() throws IOException {
    Path file = rewritten("same.onnx", model -> {});

    assertThatThrownBy(() -> OnnxDetector.open(file, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("--unsealed");
    try (OnnxDetector detector = OnnxDetector.open(file, 1, SealPolicy.IGNORE)) {
      assertThat(detector.isAsExported()).isFalse();
    }
    Detections expected = detect(right);
    assertThat(expected.size()).isPositive();
    assertThat(detect(file).boxes()).isEqualTo(expected.boxes());
    try (OnnxDetector detector = OnnxDetector.open(right, 1, SealPolicy.IGNORE)) {
      assertThat(detector.isAsExported()).isTrue();
    }
  }

  @Test
  void theGoldenRequestReportsTheDifference() throws IOException {
    Path same = rewritten("golden.onnx", model -> {});
    try (ExportedFile file = ExportedFile.open(same, 1, SealPolicy.IGNORE)) {
      GoldenRequest golden = file.golden().orElseThrow();
      assertThat(GoldenDifference.of(golden.answer(), file.replay(golden)).holds()).isTrue();
    }
  }

  @Test
  void rejectsAFileWithoutMetadata() throws IOException {
    expectRefused(
        rewritten("bare.onnx", ModelProto.Builder::clearMetadataProps),
        "bare.onnx: not exported by Osprey, or the program that changed it has dropped its"
            + " metadata",
        "Copy metadata_props over");
  }

  @Test
  void rejectsRenamedInputsAndOutputs() throws IOException {
    expectRefused(
        rewritten("input.onnx", model -> renameInput(model.getGraphBuilder())),
        "input.onnx: no longer takes \"images\"",
        "pixel");
    expectRefused(
        rewritten("output.onnx", model -> renameOutput(model.getGraphBuilder(), "scores")),
        "output.onnx: no longer gives \"scores\"",
        "other");
    expectRefused(
        rewritten("points.onnx", model -> renameOutput(model.getGraphBuilder(), "landmarks")),
        "points.onnx: no longer gives \"landmarks\"");
  }

  private static void renameInput(GraphProto.Builder graph) {
    graph.getInputBuilder(0).setName("pixels");
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (int i = 0; i < node.getInputCount(); i++) {
        if (node.getInput(i).equals("images")) {
          node.setInput(i, "pixels");
        }
      }
    }
  }

  private static void renameOutput(GraphProto.Builder graph, String name) {
    for (ValueInfoProto.Builder output : graph.getOutputBuilderList()) {
      if (output.getName().equals(name)) {
        output.setName("other");
      }
    }
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (int i = 0; i < node.getOutputCount(); i++) {
        if (node.getOutput(i).equals(name)) {
          node.setOutput(i, "other");
        }
      }
    }
  }

  @Test
  void rejectsOutputsOfAnotherType() throws IOException {
    expectRefused(
        rewritten(
            "half.onnx",
            model -> {
              GraphProto.Builder graph = model.getGraphBuilder();
              renameOutput(graph, "scores");
              graph
                  .getOutputBuilderList()
                  .forEach(
                      output -> {
                        if (output.getName().equals("other")) {
                          output.setName("scores");
                          output.getTypeBuilder().getTensorTypeBuilder().setElemType(10);
                        }
                      });
              graph.addNode(
                  NodeProto.newBuilder()
                      .setOpType("Cast")
                      .addInput("other")
                      .addOutput("scores")
                      .addAttribute(NodeAttribute.of("to", 10).proto()));
            }),
        "half.onnx: gives \"scores\" as float16",
        "not as float");
  }

  @Test
  void rejectsAFileThatIsNotAModelEvenUnsealed() throws IOException {
    Path text = Files.writeString(folder.resolve("text.onnx"), "no model", StandardCharsets.UTF_8);
    expectRefused(text, "text.onnx is not a model file: it is text");
    expectRefused(folder.resolve("none.onnx"), "none.onnx: there is no such file");
  }
}
