package dev.osprey.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.osprey.core.ImageSize;
import dev.osprey.fixtures.SmallDetector;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.graph.ElementType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files of every preset contain only numbers that all engines read alike. OpenVINO's CPU silently
 * computes float64 in float32 and int64 in int32: a scale times 2^40 made every image one pixel
 * small there. {@code parity/peers/onnx_engines.py} runs the files on it.
 */
class PortableGraphTest {
  private static final List<ExportForm> FORMS =
      List.of(
          ExportForm.whole(),
          new ExportForm(new ImageSize(64, 96), ExportForm.Outputs.DETECTIONS),
          new ExportForm(null, ExportForm.Outputs.RAW));

  @TempDir Path folder;

  static Stream<String> presets() {
    return PresetContractTest.presets();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void hasNoNumbersThatEnginesNarrow(String preset) throws IOException {
    try (SmallDetector small = SmallDetector.of(preset)) {
      for (ExportForm form : FORMS) {
        Path file = folder.resolve(form.toString().replace(' ', '-') + ".onnx");
        SmallExport.of(small).write(file, form);
        assertThat(narrowed(graph(file))).as(preset + " " + form).isEmpty();
        Files.delete(file);
      }
    }
  }

  private static GraphProto graph(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return ModelProto.parseFrom(in).getGraph();
    }
  }

  /** Returns the constants that such engines would read as other numbers. */
  private static List<String> narrowed(GraphProto graph) {
    List<String> found = new ArrayList<>();
    for (TensorProto constant : graph.getInitializerList()) {
      if (constant.getDataType() == ElementType.DOUBLE.number()) {
        found.add("a double: " + constant.getName());
      } else if (constant.getDataType() == ElementType.INT64.number() && beyondInt(constant)) {
        found.add("beyond int32: " + constant.getName());
      }
    }
    for (NodeProto node : graph.getNodeList()) {
      for (AttributeProto attribute : node.getAttributeList()) {
        if (node.getOpType().equals("Cast") && attribute.getI() == ElementType.DOUBLE.number()) {
          found.add("a cast to double: " + node.getName());
        }
      }
    }
    return found;
  }

  private static boolean beyondInt(TensorProto constant) {
    LongBuffer values =
        constant.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    while (values.hasRemaining()) {
      long value = values.get();
      if (value != (int) value) {
        return true;
      }
    }
    return false;
  }
}
