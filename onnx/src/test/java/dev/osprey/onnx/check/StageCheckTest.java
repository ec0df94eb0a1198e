package dev.osprey.onnx.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.osprey.core.ImageSize;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.postprocess.check.SelectionVerdict;
import dev.osprey.fixtures.SmallDetector;
import dev.osprey.onnx.SmallExport;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.file.OnnxFile;
import dev.osprey.onnx.graph.ElementType;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check at export finds faults of a graph and accepts ties of scores. */
public class StageCheckTest {
  private static final List<ExportCheck.Run> RUNS =
      List.of(
          new ExportCheck.Run(new ImageSize(96, 128), 1),
          new ExportCheck.Run(new ImageSize(61, 37), 2));

  @TempDir Path folder;
  private int files;

  /** Returns the result of the check for a file whose graph was changed. */
  private Agreement withChanged(SmallDetector small, Consumer<GraphProto.Builder> change) {
    Path right = folder.resolve(files + "-right.onnx");
    Path wrong = folder.resolve(files++ + "-wrong.onnx");
    SmallExport.of(small).write(right, ExportForm.whole());
    try {
      ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(right)).toBuilder();
      change.accept(model.getGraphBuilder());
      OnnxFile.write(wrong, model.build(), written -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return check(small).compareAlone(wrong);
  }

  private static ExportCheck check(SmallDetector small) {
    return new ExportCheck(SmallExport.of(small), ExportForm.whole(), RUNS);
  }

  private static void expectFault(Agreement agreement, String stage) {
    assertThat(agreement.holds()).as(agreement.toString()).isFalse();
    assertThat(agreement.stages().faults()).anyMatch(fault -> fault.contains(stage));
    assertThatThrownBy(agreement::require)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was not kept")
        .hasMessageContaining(stage);
  }

  /** Replaces one input of each matching node by a constant float. */
  private static void setInput(
      GraphProto.Builder graph, Predicate<NodeProto> meant, int input, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName("wrong")
            .setDataType(ElementType.FLOAT.number())
            .setRawData(ByteString.copyFrom(bytes));
    if (values.length > 1 || input == 3) {
      tensor.addDims(values.length);
    }
    graph.addInitializer(tensor);
    long changed =
        graph.getNodeBuilderList().stream()
            .filter(node -> meant.test(node.build()))
            .peek(node -> node.setInput(input, "wrong"))
            .count();
    assertThat(changed).isPositive();
  }

  private static Predicate<NodeProto> last(GraphProto.Builder graph, String type) {
    NodeProto last = null;
    for (NodeProto node : graph.getNodeList()) {
      last = node.getOpType().equals(type) ? node : last;
    }
    NodeProto found = Objects.requireNonNull(last);
    return node -> node.getName().equals(found.getName());
  }

  private static Predicate<NodeProto> first(GraphProto.Builder graph, String type) {
    NodeProto found =
        graph.getNodeList().stream()
            .filter(node -> node.getOpType().equals(type))
            .findFirst()
            .orElseThrow();
    return node -> node.getName().equals(found.getName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"retinanet-r18-torchvision", "retinaface-mobilenet025", "fasterrcnn-r18"})
  void detectsAnotherNmsThreshold(String preset) {
    try (SmallDetector small = SmallDetector.of(preset)) {
      expectFault(
          withChanged(small, graph -> setInput(graph, last(graph, "NonMaxSuppression"), 3, 0.05f)),
          "detections");
    }
  }

  @Test
  void detectsAnotherProposalThreshold() {
    try (SmallDetector small = SmallDetector.of("fasterrcnn-r18")) {
      expectFault(
          withChanged(small, graph -> setInput(graph, first(graph, "NonMaxSuppression"), 3, 0.6f)),
          "proposals");
    }
  }

  /** Returns the result of the check of one detector for the file of another. */
  private Agreement ofOther(SmallDetector small, SmallDetector other) {
    Path file = folder.resolve("other.onnx");
    SmallExport.of(other).write(file, ExportForm.whole());
    return check(small).compareAlone(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"retinanet-r18-torchvision", "retinaface-mobilenet025", "fasterrcnn-r18"})
  void detectsAnotherScoreThreshold(String preset) {
    try (SmallDetector small = SmallDetector.of(preset);
        SmallDetector other =
            small.withThreshold(0.95 * small.detector().config().postprocess().scoreThreshold())) {
      expectFault(ofOther(small, other), "detections");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"retinanet-r18-torchvision", "fasterrcnn-r18"})
  void detectsMissingClipping(String preset) {
    try (SmallDetector small = SmallDetector.of(preset)) {
      expectFault(
          withChanged(
              small,
              graph -> {
                // min(max(box, 0), size) with limits that no box exceeds
                for (NodeProto.Builder node : graph.getNodeBuilderList()) {
                  boolean clip =
                      node.getOpType().equals("Max")
                          && node.getInputList().stream().anyMatch(n -> isZero(graph, n));
                  if (clip) {
                    String box = node.getInput(0);
                    node.setOpType("Identity").clearInput().addInput(box);
                  }
                }
              }),
          preset.startsWith("faster") ? "proposals" : "detections");
    }
  }

  private static boolean isZero(GraphProto.Builder graph, String name) {
    return graph.getInitializerList().stream()
        .anyMatch(
            tensor ->
                tensor.getName().equals(name)
                    && tensor.getDataType() == ElementType.FLOAT.number()
                    && tensor.getDimsCount() == 0
                    && tensor.getRawData().equals(ByteString.copyFrom(new byte[4])));
  }

  @ParameterizedTest
  @ValueSource(strings = {"retinanet-r18-torchvision", "retinaface-mobilenet025", "fasterrcnn-r18"})
  void detectsShiftedAnchors(String preset) {
    boolean twoStages = preset.startsWith("faster");
    String where = twoStages ? "/proposals/anchors" : "/anchors";
    try (SmallDetector small = SmallDetector.of(preset)) {
      ObjectNode tree = ConfigReader.tree(small.detector().config());
      double offset = tree.at(where).path("centerOffset").asDouble(0);
      SmallDetector.set(tree, where, "centerOffset", String.valueOf(offset + 0.05));
      Detector changed = ConfigReader.read(Detector.Config.class, tree, "test").create();
      SmallDetector other =
          new SmallDetector(
              changed,
              small.labels(),
              Weights.of(
                  changed.network(),
                  Engine.cpu(),
                  (path, parameter) -> small.weights().values(path)));
      try (other) {
        expectFault(ofOther(small, other), twoStages ? "proposals" : "detections");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"retinanet-r18-torchvision", "retinaface-mobilenet025", "fasterrcnn-r18"})
  void detectsAWrongOrderOfResults(String preset) {
    try (SmallDetector small = SmallDetector.of(preset)) {
      Agreement agreement =
          withChanged(
              small,
              graph -> {
                NodeProto.Builder order = null;
                for (NodeProto.Builder node : graph.getNodeBuilderList()) {
                  order = isDescending(node) ? node : order;
                }
                Objects.requireNonNull(order).getAttributeBuilderList().stream()
                    .filter(attribute -> attribute.getName().equals("largest"))
                    .forEach(attribute -> attribute.setI(0));
              });
      expectFault(agreement, "detections");
    }
  }

  private static boolean isDescending(NodeProto.Builder node) {
    return node.getOpType().equals("TopK")
        && node.getAttributeList().stream()
            .allMatch(attribute -> !attribute.getName().equals("largest") || attribute.getI() == 1);
  }

  @Test
  void detectsWrongWeights() {
    try (SmallDetector small = SmallDetector.of("fasterrcnn-r18")) {
      expectFault(
          withChanged(small, graph -> scale(graph, "roi_heads.box_predictor.cls_score.weight")),
          "logits of regions");
      expectFault(
          withChanged(small, graph -> scale(graph, "rpn.head.cls_logits.weight")), "objectness");
    }
  }

  private static void scale(GraphProto.Builder graph, String name) {
    TensorProto.Builder tensor =
        graph.getInitializerBuilderList().stream()
            .filter(one -> one.getName().equals(name))
            .findFirst()
            .orElseThrow();
    ByteString raw = tensor.getRawData();
    ByteBuffer bytes = ByteBuffer.allocate(raw.size()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(raw.asReadOnlyByteBuffer()).rewind();
    for (int i = 0; i < bytes.capacity(); i += 4) {
      bytes.putFloat(i, 1.01f * bytes.getFloat(i));
    }
    tensor.setRawData(ByteString.copyFrom(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"retinanet-r18-torchvision", "retinaface-mobilenet025", "fasterrcnn-r18"})
  void acceptsTiesOfProposalsAndScores(String preset) {
    // all scores lie within a few roundings of one number
    try (SmallDetector small = SmallDetector.of(preset);
        SmallDetector tying = small.withTyingScores();
        SmallDetector finding = tying.withThreshold(0.1)) {
      Path file = folder.resolve("ties.onnx");
      SmallExport.of(finding).write(file, ExportForm.whole());
      Agreement agreement = check(finding).compareAlone(file);
      assertThat(agreement.compared()).isPositive();
      assertThat(agreement.holds()).as(agreement.toString()).isTrue();
      assertThat(agreement.stages().holds()).isTrue();
    }
  }

  @Test
  void differencesByTiesAreReportedWithTheSizeOfTheTie() {
    StageAgreement stages =
        StageAgreement.start().withProposals(new SelectionVerdict(0, 3e-7, 0, null));
    Agreement agreement = new Agreement(4, 300, 4, 0, 0, 0, stages);
    assertThat(agreement.holds()).isTrue();
    assertThat(agreement)
        .hasToString(
            "4 images, 300 results compared; each stage agrees on the same inputs. From end to"
                + " end 2 of 300 results differ because scores of proposals tie within 3.0e-07");
  }
}
