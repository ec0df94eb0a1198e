package dev.osprey.onnx;

import static dev.osprey.onnx.ElementType.BOOL;
import static dev.osprey.onnx.ElementType.DOUBLE;
import static dev.osprey.onnx.ElementType.FLOAT;
import static dev.osprey.onnx.ElementType.INT32;
import static dev.osprey.onnx.ElementType.INT64;

import java.util.List;

/**
 * Resizing along one axis inside a graph, position by position as {@code data/transform} does it.
 * ONNX's own Resize computes positions in float32 from another scale, which is off by up to 5e-4 on
 * noise. Positions are doubles in small vectors; pixels never are.
 */
final class AxisNodes {
  /** OpenCV's weights of 8-bit pictures: whole numbers of this. */
  private static final float FIXED_ONE = 2048f;

  private final Nodes nodes;
  private final GraphValue in;
  private final GraphValue out;

  /**
   * @param in size before, int64, a list of one
   * @param out size after, likewise
   */
  AxisNodes(Nodes nodes, GraphValue in, GraphValue out) {
    this.nodes = nodes;
    this.in = in;
    this.out = out;
  }

  /** int64 (out) twice: the positions that each output lies between; fraction of the second. */
  private record Taps(GraphValue low, GraphValue high, GraphValue fraction) {}

  /** {@code i + 0.5}, double (out). */
  private GraphValue centers() {
    return nodes.add(nodes.cast(nodes.rangeTo(out), DOUBLE), nodes.scalar(0.5));
  }

  private GraphValue last() {
    return nodes.sub(in, nodes.scalar(1L));
  }

  private GraphValue next(GraphValue low) {
    return nodes.min(nodes.add(low, nodes.scalar(1L)), last());
  }

  /** torch's: the scale is float32, positions are doubles, clamped at the border. */
  private Taps clamped() {
    GraphValue scale = nodes.div(nodes.cast(in, FLOAT), nodes.cast(out, FLOAT));
    GraphValue exact = nodes.sub(nodes.mul(nodes.cast(scale, DOUBLE), centers()), half());
    GraphValue position = nodes.max(exact, nodes.scalar(0.0));
    GraphValue low = nodes.min(nodes.cast(position, INT64), last());
    GraphValue rest = nodes.sub(position, nodes.cast(low, DOUBLE));
    GraphValue inside = nodes.min(nodes.max(rest, nodes.scalar(0.0)), nodes.scalar(1.0));
    return new Taps(low, next(low), nodes.cast(inside, FLOAT));
  }

  private GraphValue half() {
    return nodes.scalar(0.5);
  }

  /**
   * {@code x} resized linearly along an axis.
   *
   * @param x float32
   * @param behind how many axes lie behind this one
   */
  GraphValue linear(GraphValue x, int axis, int behind) {
    Taps taps = clamped();
    GraphValue fraction = broadcast(taps.fraction, behind);
    GraphValue rest = nodes.sub(nodes.scalar(1f), fraction);
    return nodes.add(
        nodes.mul(rest, nodes.gather(x, axis, taps.low)),
        nodes.mul(fraction, nodes.gather(x, axis, taps.high)));
  }

  private GraphValue broadcast(GraphValue vector, int behind) {
    return behind == 1 ? nodes.unsqueeze(vector, 1) : nodes.unsqueeze(vector, 1, 2);
  }

  /** OpenCV's nearest pixel: the one that the output's corner falls into. */
  GraphValue nearest(GraphValue x, int axis) {
    GraphValue corners = nodes.cast(nodes.rangeTo(out), DOUBLE);
    GraphValue position = nodes.op("Floor", nodes.mul(corners, openCvScale()));
    return nodes.gather(x, axis, nodes.min(nodes.cast(position, INT64), last()));
  }

  /** A quotient turned over, as OpenCV computes it. */
  private GraphValue openCvScale() {
    GraphValue ratio = nodes.div(nodes.cast(out, DOUBLE), nodes.cast(in, DOUBLE));
    return nodes.div(nodes.scalar(1.0), ratio);
  }

  /** Two neighbours along an axis and their weights in 2048ths, int32. */
  record FixedPoint(GraphValue low, GraphValue lowWeight, GraphValue high, GraphValue highWeight) {}

  /**
   * OpenCV's neighbours of 8-bit pictures: positions in float32, rounded from a double.
   *
   * @param x int32
   */
  FixedPoint fixedPoint(GraphValue x, int axis, int behind) {
    GraphValue position = nodes.cast(nodes.sub(nodes.mul(centers(), openCvScale()), half()), FLOAT);
    GraphValue floor = nodes.op("Floor", position);
    GraphValue fraction = broadcast(nodes.sub(position, floor), behind);
    GraphValue first = nodes.cast(floor, INT64);
    GraphValue low = nodes.max(nodes.min(first, last()), nodes.scalar(0L));
    GraphValue after = nodes.add(first, nodes.scalar(1L));
    GraphValue high = nodes.max(nodes.min(after, last()), nodes.scalar(0L));
    return new FixedPoint(
        nodes.gather(x, axis, low),
        whole(nodes.sub(nodes.scalar(1f), fraction)),
        nodes.gather(x, axis, high),
        whole(fraction));
  }

  private GraphValue whole(GraphValue weight) {
    return nodes.cast(nodes.op("Round", nodes.mul(weight, nodes.scalar(FIXED_ONE))), INT32);
  }

  /**
   * scikit-image's filter and its linear interpolation as one matrix, float32 (out, in): a Gaussian
   * of sigma (in / out - 1) / 2 cut off at four sigma, both mirrored at the border.
   */
  GraphValue filterMatrix() {
    GraphValue ratio = nodes.div(nodes.cast(in, DOUBLE), nodes.cast(out, DOUBLE));
    GraphValue centers = nodes.mul(centers(), nodes.cast(in, DOUBLE));
    GraphValue exact = nodes.sub(nodes.div(centers, nodes.cast(out, DOUBLE)), half());
    GraphValue position = mirrored(exact);
    GraphValue low = nodes.cast(position, INT64);
    GraphValue fraction = nodes.cast(nodes.sub(position, nodes.cast(low, DOUBLE)), FLOAT);
    GraphValue weight = nodes.unsqueeze(fraction, 1); // (out, 1)
    return nodes.add(
        nodes.mul(nodes.sub(nodes.scalar(1f), weight), gaussian(low, ratio)),
        nodes.mul(weight, gaussian(next(low), ratio)));
  }

  private GraphValue mirrored(GraphValue position) {
    GraphValue end = nodes.cast(last(), DOUBLE);
    GraphValue inside = nodes.op("Abs", position);
    GraphValue reflected = nodes.sub(nodes.add(end, end), inside);
    GraphValue within = nodes.where(nodes.op("Greater", inside, end), reflected, inside);
    // one pixel alone has no other side to be mirrored at
    return nodes.mul(within, nodes.min(end, nodes.scalar(1.0)));
  }

  /** Rows of the Gaussian around some positions, float32 (out, in), each with the sum 1. */
  private GraphValue gaussian(GraphValue positions, GraphValue ratio) {
    GraphValue sigma =
        nodes.mul(
            nodes.max(nodes.sub(ratio, nodes.scalar(1.0)), nodes.scalar(0.0)), nodes.scalar(0.5));
    GraphValue four = nodes.mul(sigma, nodes.scalar(4.0));
    GraphValue radius = nodes.cast(nodes.add(four, nodes.scalar(0.5)), INT64);
    // a sigma of 0 keeps the middle alone, whatever stands for it here
    GraphValue width = nodes.max(nodes.mul(sigma, sigma), nodes.scalar(1e-9));
    GraphValue factor = nodes.cast(nodes.div(nodes.scalar(-0.5), width), FLOAT);
    GraphValue at = nodes.unsqueeze(positions, 1); // (out, 1)
    GraphValue to = nodes.unsqueeze(nodes.rangeTo(in), 0); // (1, in)
    GraphValue period = nodes.add(last(), last());
    GraphValue sum = bell(nodes.sub(to, at), radius, factor);
    sum = nodes.add(sum, bell(nodes.sub(nodes.sub(to, period), at), radius, factor));
    sum = nodes.add(sum, bell(nodes.sub(nodes.add(to, period), at), radius, factor));
    GraphValue reflections =
        nodes.add(
            bell(nodes.add(to, at), radius, factor),
            bell(nodes.sub(nodes.sub(period, to), at), radius, factor));
    // the outermost pixels are their own reflections
    GraphValue inner =
        nodes.and(nodes.op("Greater", to, nodes.scalar(0L)), nodes.op("Less", to, last()));
    sum = nodes.add(sum, nodes.mul(reflections, nodes.cast(inner, FLOAT)));
    GraphValue total =
        nodes.with("ReduceSum", List.of(sum, nodes.list(1)), Attribute.of("keepdims", 1));
    return nodes.div(sum, total);
  }

  /** {@code exp(factor · d²)} within the radius, else 0. */
  private GraphValue bell(GraphValue distance, GraphValue radius, GraphValue factor) {
    GraphValue away = nodes.op("Abs", distance);
    GraphValue within = nodes.op("LessOrEqual", away, radius);
    GraphValue squared = nodes.cast(nodes.mul(away, away), FLOAT);
    GraphValue value = nodes.op("Exp", nodes.mul(factor, squared));
    return nodes.mul(value, nodes.cast(nodes.cast(within, BOOL), FLOAT));
  }
}
