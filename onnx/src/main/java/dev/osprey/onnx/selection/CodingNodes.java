package dev.osprey.onnx.selection;

import dev.osprey.core.FaceLandmarks;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.coding.LandmarkCoder;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.NodeAttribute;
import dev.osprey.onnx.graph.Nodes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes logits to scores, deltas to boxes and landmark deltas to points, in float32. */
public final class CodingNodes {
  private final Nodes nodes;

  public CodingNodes(Nodes nodes) {
    this.nodes = nodes;
  }

  /**
   * Returns the scores of the classes without background: (…, outputs) to (…, K).
   *
   * @param rank the number of dimensions of the logits
   * @param classes K
   */
  public GraphValue scores(Scoring scoring, GraphValue logits, int rank, int classes) {
    return switch (scoring) {
      case SIGMOID -> nodes.op("Sigmoid", logits);
      case SOFTMAX_BACKGROUND_LAST, SOFTMAX_BACKGROUND_FIRST ->
          softmax(scoring, logits, rank, classes);
    };
  }

  private GraphValue softmax(Scoring scoring, GraphValue logits, int rank, int classes) {
    GraphValue all = nodes.with("Softmax", List.of(logits), NodeAttribute.of("axis", -1));
    int first = scoring.outputOf(0);
    return nodes.slice(all, rank - 1, first, (long) first + classes);
  }

  /** Boxes as centres and sides, (…, 2) each, x first. */
  private record Sides(GraphValue center, GraphValue size) {}

  private Sides sides(GraphValue boxes) {
    GraphValue from = nodes.slice(boxes, -1, 0, 2);
    GraphValue size = nodes.sub(nodes.slice(boxes, -1, 2, 4), from);
    return new Sides(nodes.add(from, nodes.mul(size, nodes.scalar(0.5f))), size);
  }

  /**
   * Decodes boxes without clipping.
   *
   * @param deltas (…, 4)
   * @param anchors (…, 4), broadcast against the deltas
   */
  GraphValue boxes(BoxCoder.Config coder, GraphValue deltas, GraphValue anchors) {
    GraphValue scaled = denormalised(coder, deltas);
    Sides anchor = sides(anchors);
    GraphValue shift = nodes.mul(nodes.slice(scaled, -1, 0, 2), anchor.size);
    GraphValue center = nodes.add(shift, anchor.center);
    GraphValue logSize = clamped(nodes.slice(scaled, -1, 2, 4), coder);
    GraphValue size = nodes.mul(nodes.op("Exp", logSize), anchor.size);
    GraphValue half = nodes.mul(size, nodes.scalar(0.5f));
    return nodes.concat(-1, nodes.sub(center, half), nodes.add(center, half));
  }

  private GraphValue denormalised(BoxCoder.Config coder, GraphValue deltas) {
    GraphValue scaled = deltas;
    if (!coder.deviations().stream().allMatch(value -> value == 1)) {
      scaled = nodes.mul(scaled, four(coder.deviations()));
    }
    if (!coder.means().stream().allMatch(value -> value == 0)) {
      scaled = nodes.add(scaled, four(coder.means()));
    }
    return scaled;
  }

  private GraphValue four(List<Double> values) {
    float[] floats = new float[4];
    for (int i = 0; i < 4; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return nodes.graph().floats(new long[] {4}, floats);
  }

  private GraphValue clamped(GraphValue logSize, BoxCoder.Config coder) {
    GraphValue raised = atLeast(logSize, coder.minLogSize());
    Double most = coder.maxLogSize();
    return most == null ? raised : nodes.min(raised, nodes.scalar(most.floatValue()));
  }

  private GraphValue atLeast(GraphValue logSize, @Nullable Double minimum) {
    return minimum == null ? logSize : nodes.max(logSize, nodes.scalar(minimum.floatValue()));
  }

  /**
   * Decodes landmarks.
   *
   * @param deltas landmark deltas, (…, 10)
   * @param anchors (…, 4)
   * @return (…, 10)
   */
  GraphValue landmarks(LandmarkCoder.Config coder, GraphValue deltas, GraphValue anchors) {
    GraphValue from = nodes.slice(anchors, -1, 0, 2);
    GraphValue to = nodes.slice(anchors, -1, 2, 4);
    GraphValue middle = nodes.mul(nodes.add(from, to), nodes.scalar(0.5f));
    GraphValue scaled = nodes.mul(deltas, nodes.scalar((float) coder.deviation()));
    return nodes.add(nodes.mul(scaled, eachPoint(nodes.sub(to, from))), eachPoint(middle));
  }

  /** Repeats (…, 2) for each point, (…, 10). */
  private GraphValue eachPoint(GraphValue xy) {
    long[] columns = new long[FaceLandmarks.COORDINATES];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = i % 2;
    }
    return nodes.gather(xy, -1, nodes.list(columns));
  }
}
