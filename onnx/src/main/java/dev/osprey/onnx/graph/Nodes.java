package dev.osprey.onnx.graph;

import static dev.osprey.onnx.graph.ElementType.BOOL;
import static dev.osprey.onnx.graph.ElementType.INT32;
import static dev.osprey.onnx.graph.ElementType.INT64;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Adds common operators to a graph. Shapes and indices are int64, as in ONNX. A size is a list of
 * one number unless it is called a scalar.
 */
public final class Nodes {
  private static final long[] SCALAR = {};

  private final GraphBuilder graph;

  public Nodes(GraphBuilder graph) {
    this.graph = graph;
  }

  public GraphBuilder graph() {
    return graph;
  }

  public GraphValue op(String type, GraphValue... inputs) {
    return graph.node(type, List.of(inputs));
  }

  public GraphValue with(String type, List<GraphValue> inputs, NodeAttribute... attributes) {
    return graph.node(type, inputs, attributes);
  }

  // Constants.

  public GraphValue scalar(float value) {
    return graph.floats(SCALAR, value);
  }

  public GraphValue scalar(double value) {
    return graph.doubles(SCALAR, value);
  }

  public GraphValue scalar(long value) {
    return graph.longs(SCALAR, value);
  }

  public GraphValue scalar(int value) {
    return graph.ints(SCALAR, value);
  }

  /** Returns an int64 constant of one dimension. */
  public GraphValue list(long... values) {
    return graph.longs(new long[] {values.length}, values);
  }

  // Arithmetic.

  public GraphValue add(GraphValue a, GraphValue b) {
    return op("Add", a, b);
  }

  public GraphValue sub(GraphValue a, GraphValue b) {
    return op("Sub", a, b);
  }

  public GraphValue mul(GraphValue a, GraphValue b) {
    return op("Mul", a, b);
  }

  /** Divides; integers are rounded towards zero. */
  public GraphValue div(GraphValue a, GraphValue b) {
    return op("Div", a, b);
  }

  public GraphValue min(GraphValue a, GraphValue b) {
    return op("Min", a, b);
  }

  public GraphValue max(GraphValue a, GraphValue b) {
    return op("Max", a, b);
  }

  public GraphValue and(GraphValue a, GraphValue b) {
    return op("And", a, b);
  }

  public GraphValue where(GraphValue condition, GraphValue then, GraphValue otherwise) {
    return op("Where", condition, then, otherwise);
  }

  public GraphValue cast(GraphValue x, ElementType type) {
    return with("Cast", List.of(x), NodeAttribute.of("to", type.number()));
  }

  // Shapes.

  public GraphValue shape(GraphValue x) {
    return op("Shape", x);
  }

  /** Returns the sizes of the dimensions {@code from} to {@code to}, exclusive. */
  public GraphValue sizes(GraphValue x, int from, int to) {
    return slice(shape(x), 0, from, to);
  }

  /** Returns the size of one dimension, a list of one. */
  public GraphValue size(GraphValue x, int dimension) {
    return sizes(x, dimension, dimension + 1);
  }

  GraphValue scalarOf(GraphValue listOfOne) {
    return squeeze(listOfOne, 0);
  }

  public GraphValue slice(GraphValue x, int axis, long from, long to) {
    return op("Slice", x, list(from), list(to), list(axis));
  }

  /** Takes one row along an axis and drops the axis. */
  public GraphValue pick(GraphValue x, int axis, long index) {
    return with("Gather", List.of(x, scalar(index)), NodeAttribute.of("axis", axis));
  }

  public GraphValue gather(GraphValue x, int axis, GraphValue indices) {
    return with("Gather", List.of(x, indices), NodeAttribute.of("axis", axis));
  }

  /** Gathers rows of each image: (N, R, …) and (N, M) to (N, M, …). */
  public GraphValue gatherPerImage(GraphValue x, GraphValue indices) {
    return with("GatherND", List.of(x, unsqueeze(indices, -1)), NodeAttribute.of("batch_dims", 1));
  }

  public GraphValue concat(int axis, GraphValue... parts) {
    return concat(axis, List.of(parts));
  }

  public GraphValue concat(int axis, List<GraphValue> parts) {
    return parts.size() == 1 ? parts.get(0) : with("Concat", parts, NodeAttribute.of("axis", axis));
  }

  /** Concatenates the parts that are not null; null if all are. */
  public @Nullable GraphValue concatGiven(int axis, Stream<@Nullable GraphValue> parts) {
    List<GraphValue> given = new ArrayList<>();
    parts.forEach(
        part -> {
          if (part != null) {
            given.add(part);
          }
        });
    return given.isEmpty() ? null : concat(axis, given);
  }

  public GraphValue reshape(GraphValue x, long... dimensions) {
    return op("Reshape", x, list(dimensions));
  }

  public GraphValue transpose(GraphValue x, long... axes) {
    return with("Transpose", List.of(x), NodeAttribute.ints("perm", axes));
  }

  public GraphValue unsqueeze(GraphValue x, long... axes) {
    return op("Unsqueeze", x, list(axes));
  }

  GraphValue squeeze(GraphValue x, long axis) {
    return op("Squeeze", x, list(axis));
  }

  public GraphValue expand(GraphValue x, GraphValue shape) {
    return op("Expand", x, shape);
  }

  /**
   * Returns 0, 1, …, int64.
   *
   * @param limit a list of one
   */
  public GraphValue rangeTo(GraphValue limit) {
    return op("Range", scalar(0L), scalarOf(limit), scalar(1L));
  }

  // Reductions; the axis is dropped.

  GraphValue sum(GraphValue x, long axis) {
    return with("ReduceSum", List.of(x, list(axis)), NodeAttribute.of("keepdims", 0));
  }

  public GraphValue maxOf(GraphValue x, long... axes) {
    return with(
        "ReduceMax", List.of(x), NodeAttribute.ints("axes", axes), NodeAttribute.of("keepdims", 0));
  }

  /** Counts the true conditions, int64. */
  public GraphValue count(GraphValue conditions, long axis) {
    return sum(cast(conditions, INT64), axis);
  }

  public GraphValue all(GraphValue conditions, long axis) {
    GraphValue minimum =
        with(
            "ReduceMin",
            List.of(cast(conditions, INT32)),
            NodeAttribute.ints("axes", axis),
            NodeAttribute.of("keepdims", 0));
    return cast(minimum, BOOL);
  }

  // Selection.

  /** The result of {@code TopK}; in ONNX Runtime the lower index comes first among equal values. */
  public record Ranked(GraphValue values, GraphValue indices) {}

  /**
   * Returns the largest values along an axis, in descending order.
   *
   * @param k a list of one, at most the size of the axis
   */
  public Ranked largest(GraphValue x, int axis, GraphValue k) {
    return ranked(x, axis, k, 1);
  }

  private Ranked ranked(GraphValue x, int axis, GraphValue k, int largest) {
    List<GraphValue> results =
        graph.node(
            "TopK",
            List.of(x, k),
            2,
            NodeAttribute.of("axis", axis),
            NodeAttribute.of("largest", largest),
            NodeAttribute.of("sorted", 1));
    return new Ranked(results.get(0), results.get(1));
  }

  /**
   * Returns the indices that sort a list ascending; not all engines keep the order of equal values.
   */
  public GraphValue ascending(GraphValue list) {
    return ranked(list, 0, shape(list), 0).indices();
  }

  /** Returns the indices where a condition of one dimension holds, ascending. */
  GraphValue positions(GraphValue condition) {
    return squeeze(op("NonZero", condition), 0);
  }

  /**
   * Fills a tensor with {@code fill} and writes values to some places.
   *
   * @param places (M, …) as ScatterND has them
   */
  public GraphValue scatter(
      GraphValue fill, GraphValue shape, GraphValue places, GraphValue values) {
    return op("ScatterND", expand(fill, shape), places, values);
  }
}
