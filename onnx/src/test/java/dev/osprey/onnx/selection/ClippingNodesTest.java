package dev.osprey.onnx.selection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.detection.postprocess.SideBound;
import dev.osprey.onnx.file.OnnxFile;
import dev.osprey.onnx.graph.ElementType;
import dev.osprey.onnx.graph.GraphBuilder;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.Nodes;
import dev.osprey.onnx.preprocessing.BatchImageSizes;
import dev.osprey.onnx.runtime.OnnxSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClippingNodesTest {
  @TempDir Path folder;

  /** The same boxes are valid as in libtorch: the minimum side is rounded to float32. */
  @ParameterizedTest
  @EnumSource(SideBound.class)
  void sidesAreComparedInFloat32(SideBound bound) throws IOException {
    for (double minimum : new double[] {0.01, 0.1, 1e-3, 1, 12.5}) {
      float exact = (float) minimum;
      float[] sides = {Math.nextDown(exact), exact, Math.nextUp(exact)};
      float[] boxes = new float[8 * sides.length];
      float[] expected = new float[2 * sides.length];
      for (int i = 0; i < sides.length; i++) {
        boxes[8 * i + 2] = sides[i]; // a narrow one
        boxes[8 * i + 3] = 20;
        boxes[8 * i + 6] = 20; // a flat one
        boxes[8 * i + 7] = sides[i];
        expected[2 * i] = bound.admits(sides[i], minimum) ? 1 : 0;
        expected[2 * i + 1] = expected[2 * i];
      }
      assertThat(valid(boxes, minimum, bound)).as("%s", minimum).isEqualTo(expected);
      assertThat(expected[2]).isEqualTo(bound == SideBound.AT_LEAST ? 1 : 0);
    }
  }

  @Test
  void boxesThatAreNotFiniteAreInvalid() throws IOException {
    float[] boxes = {0, 0, Float.NaN, 5, 0, 0, Float.POSITIVE_INFINITY, 5, 0, 0, 5, 5};
    assertThat(valid(boxes, 0.01, SideBound.AT_LEAST)).containsExactly(0, 0, 1);
  }

  /** Returns 1 for each valid box. */
  private float[] valid(float[] boxes, double minimum, SideBound bound) throws IOException {
    GraphBuilder graph = new GraphBuilder("sides");
    Nodes nodes = new Nodes(graph);
    GraphValue input = graph.input("images", ElementType.FLOAT, "R", 4);
    BatchImageSizes unused = BatchImageSizes.unchanged(input);
    GraphValue valid = new ClippingNodes(nodes, unused).valid(input, minimum, bound);
    graph.output(nodes.cast(valid, ElementType.FLOAT), "valid", ElementType.FLOAT, "R");
    Path file = folder.resolve(bound + "-" + minimum + ".onnx");
    OnnxFile.write(file, graph.model(Map.of()), written -> {});
    FloatBuffer values =
        ByteBuffer.allocateDirect(boxes.length * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer()
            .put(boxes)
            .rewind();
    try (OnnxSession session = OnnxSession.open(file, 1)) {
      return Objects.requireNonNull(session.run(values, boxes.length / 4, 4).get("valid")).floats();
    }
  }
}
