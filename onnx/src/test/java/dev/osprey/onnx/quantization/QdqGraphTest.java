package dev.osprey.onnx.quantization;

import static dev.osprey.onnx.graph.ElementType.FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.osprey.onnx.graph.GraphBuilder;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.NodeAttribute;
import dev.osprey.onnx.graph.Nodes;
import dev.osprey.onnx.quantization.range.QuantizedRange;
import dev.osprey.onnx.runtime.OnnxRuntime;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small residual network with shared weights, as graphs of detectors have them. */
class QdqGraphTest {
  private static final int CHANNELS = 8;

  @TempDir Path folder;

  private final SplittableRandom random = new SplittableRandom(5);

  @BeforeAll
  static void loadOnnxRuntime() {
    assertThat(OnnxRuntime.version()).isNotEmpty();
  }

  private float[] normal(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian() / 6;
    }
    return values;
  }

  private static GraphValue conv(Nodes nodes, GraphValue x, GraphValue weight, GraphValue bias) {
    return nodes.with(
        "Conv",
        List.of(x, weight, bias),
        NodeAttribute.ints("kernel_shape", 3, 3),
        NodeAttribute.ints("pads", 1, 1, 1, 1));
  }

  /** Convolution, pooling, a residual block with one weight used twice, and a sum of it all. */
  private ModelProto network() {
    GraphBuilder graph = new GraphBuilder("small");
    Nodes nodes = new Nodes(graph);
    GraphValue x = graph.input("x", FLOAT, "N", 3, "H", "W");
    long[] shape = {CHANNELS, CHANNELS, 3, 3};
    GraphValue first =
        graph.initializer("first.weight", new long[] {CHANNELS, 3, 3, 3}, normal(CHANNELS * 27));
    GraphValue bias = graph.initializer("bias", new long[] {CHANNELS}, normal(CHANNELS));
    GraphValue shared = graph.initializer("shared.weight", shape, normal(CHANNELS * CHANNELS * 9));
    GraphValue stem = nodes.op("Relu", conv(nodes, x, first, bias));
    GraphValue pooled =
        nodes.with(
            "MaxPool",
            List.of(stem),
            NodeAttribute.ints("kernel_shape", 2, 2),
            NodeAttribute.ints("strides", 2, 2));
    GraphValue inside = nodes.op("Relu", conv(nodes, pooled, shared, bias));
    GraphValue outside = conv(nodes, inside, shared, bias);
    GraphValue sum = nodes.op("Relu", nodes.add(outside, pooled));
    graph.output(nodes.mul(sum, nodes.scalar(2f)), "y", FLOAT, "N", CHANNELS, "H2", "W2");
    return graph.model(Map.of("key", "value"));
  }

  private static Map<String, QuantizedRange> ranges(ModelProto model) {
    Map<String, QuantizedRange> ranges = new LinkedHashMap<>();
    QuantizedNodes.of(model.getGraph(), Set.of())
        .ranges()
        .keySet()
        .forEach(value -> ranges.put(value, QuantizedRange.of(lowest(value), 6)));
    return ranges;
  }

  private static double lowest(String value) {
    return value.startsWith("relu") || value.startsWith("maxpool") ? 0 : -6;
  }

  private static List<String> types(ModelProto model) {
    return model.getGraph().getNodeList().stream().map(NodeProto::getOpType).toList();
  }

  private static List<String> constants(ModelProto model) {
    return model.getGraph().getInitializerList().stream().map(TensorProto::getName).toList();
  }

  private float[] run(ModelProto model, Path optimized, long... shape) throws OrtException {
    SplittableRandom pixels = new SplittableRandom(9);
    float[] x = new float[(int) (shape[0] * shape[1] * shape[2] * shape[3])];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) pixels.nextGaussian();
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      options.setOptimizedModelFilePath(optimized.toString());
      try (OrtSession session = environment.createSession(model.toByteArray(), options);
          OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), shape);
          OrtSession.Result result = session.run(Map.of("x", input))) {
        FloatBuffer y = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] values = new float[y.remaining()];
        y.get(values);
        return values;
      }
    }
  }

  @Test
  void layersRunOnIntegersAndGiveNearlyTheSame() throws OrtException, IOException {
    ModelProto floats = network();
    ModelProto integers = QdqGraph.of(floats, ranges(floats), Set.of());
    Path optimized = folder.resolve("optimized.onnx");
    for (long[] shape : List.of(new long[] {1, 3, 12, 10}, new long[] {3, 3, 7, 9})) {
      float[] expected = run(floats, folder.resolve("float.onnx"), shape);
      float[] found = run(integers, optimized, shape);
      assertThat(found).hasSameSizeAs(expected);
      double squares = 0;
      double errors = 0;
      for (int i = 0; i < expected.length; i++) {
        squares += expected[i] * (double) expected[i];
        errors += Math.pow(expected[i] - (double) found[i], 2);
      }
      assertThat(errors / squares).isLessThan(0.005).isPositive();
    }
    assertThat(types(ModelProto.parseFrom(Files.readAllBytes(optimized))))
        .filteredOn(type -> type.endsWith("Conv") || type.endsWith("MaxPool"))
        .containsOnly("QLinearConv", "NhwcMaxPool")
        .hasSize(4);
    assertThat(types(ModelProto.parseFrom(Files.readAllBytes(optimized)))).contains("QLinearAdd");
  }

  @Test
  void activationsThatOnlyLimitAreReplacedByRanges() {
    ModelProto floats = network();
    ModelProto integers = QdqGraph.of(floats, ranges(floats), Set.of());
    assertThat(types(floats)).contains("Relu");
    assertThat(types(integers)).doesNotContain("Relu").contains("Conv", "Add", "MaxPool");
  }

  @Test
  void aRangeBelowZeroCannotReplaceRelu() {
    ModelProto floats = network();
    Map<String, QuantizedRange> ranges = ranges(floats);
    ranges.put("relu_1", QuantizedRange.of(-1, 6));
    assertThatThrownBy(() -> QdqGraph.of(floats, ranges, Set.of()))
        .hasMessageContaining("relu_1")
        .hasMessageContaining("negative");
  }

  @Test
  void weightsAreStoredOnceInOneByteEach() {
    ModelProto floats = network();
    ModelProto integers = QdqGraph.of(floats, ranges(floats), Set.of());
    assertThat(constants(integers))
        .contains("first.weight_int8", "shared.weight_int8", "shared.weight_scales")
        .doesNotContain("first.weight", "shared.weight", "bias")
        .doesNotHaveDuplicates();
    for (TensorProto tensor : integers.getGraph().getInitializerList()) {
      if (tensor.getName().equals("shared.weight_int8")) {
        assertThat(tensor.getDataType()).isEqualTo(TensorProto.DataType.INT8.getNumber());
        assertThat(tensor.getRawData().size()).isEqualTo(CHANNELS * CHANNELS * 9);
      }
    }
    assertThat(integers.getMetadataPropsList()).isEqualTo(floats.getMetadataPropsList());
  }

  @Test
  void thePooledValueHasTheRangeOfItsInput() {
    Map<String, String> ranges = QuantizedNodes.of(network().getGraph(), Set.of()).ranges();
    assertThat(ranges).containsEntry("maxpool_2", "relu_1").containsEntry("relu_1", "relu_1");
  }

  /** ONNX Runtime would quantise a float layer between integers by itself, with one scale. */
  @Test
  void aFloatLayerBetweenIntegersStaysFloat() throws OrtException, IOException {
    ModelProto floats = network();
    assertThat(QuantizedNodes.of(floats.getGraph(), Set.of()).layers())
        .containsExactly("first", "shared");
    ModelProto mixed = QdqGraph.of(floats, ranges(floats), Set.of("shared"));
    Path optimized = folder.resolve("optimized.onnx");
    float[] found = run(mixed, optimized, 1, 3, 12, 10);
    assertThat(constants(mixed)).contains("shared.weight", "bias").doesNotContain("first.weight");
    assertThat(types(ModelProto.parseFrom(Files.readAllBytes(optimized))))
        .filteredOn(type -> type.contains("Conv"))
        .containsOnlyOnce("QLinearConv")
        .hasSize(3);
    float[] expected = run(floats, folder.resolve("float.onnx"), 1, 3, 12, 10);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(0.4f));
    }
  }

  @Test
  void theSameGraphGivesTheSameBytes() {
    ModelProto floats = network();
    assertThat(QdqGraph.of(floats, ranges(floats), Set.of()).toByteString())
        .isEqualTo(QdqGraph.of(floats, ranges(floats), Set.of()).toByteString());
  }
}
