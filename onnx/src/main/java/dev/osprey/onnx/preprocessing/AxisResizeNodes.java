package dev.osprey.onnx.preprocessing;

import static dev.osprey.onnx.graph.ElementType.BOOL;
import static dev.osprey.onnx.graph.ElementType.DOUBLE;
import static dev.osprey.onnx.graph.ElementType.FLOAT;
import static dev.osprey.onnx.graph.ElementType.INT64;

import dev.osprey.onnx.graph.FloatDigits;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.IntegerNodes;
import dev.osprey.onnx.graph.NodeAttribute;
import dev.osprey.onnx.graph.Nodes;
import java.util.List;

/**
 * Resizes along one axis inside a graph with the positions that {@code data.transform} computes.
 * ONNX's own Resize computes positions in float32 from another scale, which changes results on
 * noise by up to 5e-4. No number here is a double; {@link FloatDigits} explains why.
 */
final class AxisResizeNodes {
  /** The scale of OpenCV's integer weights for 8-bit images. */
  private static final float FIXED_ONE = 2048f;

  private final Nodes nodes;
  private final GraphValue in;
  private final GraphValue out;

  /**
   * Creates the operators of one axis.
   *
   * @param in size before, int64, a list of one
   * @param out size after, likewise
   */
  AxisResizeNodes(Nodes nodes, GraphValue in, GraphValue out) {
    this.nodes = nodes;
    this.in = in;
    this.out = out;
  }

  /** The two old pixels around each new one, int64 (out), and the weight of the second. */
  private record Taps(GraphValue low, GraphValue high, GraphValue fraction) {}

  private GraphValue last() {
    return nodes.sub(in, nodes.scalar(1L));
  }

  private GraphValue next(GraphValue low) {
    return nodes.min(nodes.add(low, nodes.scalar(1L)), last());
  }

  /**
   * Computes the taps of torch: the scale is float32, positions {@code (i + 0.5) · scale - 0.5} are
   * exact and clamped at the border, and their fraction is rounded once.
   */
  private Taps clamped() {
    GraphValue scale = FloatDigits.quotient(nodes, nodes.cast(in, FLOAT), nodes.cast(out, FLOAT));
    GraphValue each = nodes.cast(nodes.rangeTo(out), FLOAT);
    GraphValue odd = nodes.add(nodes.add(each, each), nodes.scalar(1f));
    // twice a position, plus 1
    FloatDigits.Product twice = FloatDigits.of(nodes, scale).times(nodes, odd);
    GraphValue before = nodes.sub(twice.whole(), nodes.scalar(1f));
    GraphValue floor = nodes.op("Floor", nodes.mul(before, nodes.scalar(0.5f)));
    GraphValue odds = nodes.sub(before, nodes.add(floor, floor)); // 0 or 1
    GraphValue rest = nodes.add(nodes.add(odds, twice.upper()), twice.lower());
    GraphValue inside = nodes.cast(nodes.op("GreaterOrEqual", floor, nodes.scalar(0f)), FLOAT);
    GraphValue fraction = nodes.mul(nodes.mul(rest, nodes.scalar(0.5f)), inside);
    GraphValue low = nodes.min(nodes.cast(nodes.mul(floor, inside), INT64), last());
    return new Taps(low, next(low), fraction);
  }

  /**
   * Resizes {@code x} linearly along an axis.
   *
   * @param x float32
   * @param trailing the number of axes after this one
   */
  GraphValue linear(GraphValue x, int axis, int trailing) {
    Taps taps = clamped();
    GraphValue fraction = broadcast(taps.fraction, trailing);
    GraphValue rest = nodes.sub(nodes.scalar(1f), fraction);
    return nodes.add(
        nodes.mul(rest, nodes.gather(x, axis, taps.low)),
        nodes.mul(fraction, nodes.gather(x, axis, taps.high)));
  }

  private GraphValue broadcast(GraphValue vector, int trailing) {
    return trailing == 1 ? nodes.unsqueeze(vector, 1) : nodes.unsqueeze(vector, 1, 2);
  }

  /**
   * Resizes to the nearest pixel as OpenCV does: the pixel that contains the output's corner. If a
   * corner lies between two pixels, the last bit of a double decides, so an engine that reads
   * doubles as float32 may take the other pixel. No preset resizes this way.
   */
  GraphValue nearest(GraphValue x, int axis) {
    GraphValue corners = nodes.cast(nodes.rangeTo(out), DOUBLE);
    GraphValue position = nodes.op("Floor", nodes.mul(corners, openCvScale()));
    return nodes.gather(x, axis, nodes.min(nodes.cast(position, INT64), last()));
  }

  /** Returns the scale as OpenCV computes it: the reciprocal of a quotient. */
  private GraphValue openCvScale() {
    GraphValue ratio = nodes.div(nodes.cast(out, DOUBLE), nodes.cast(in, DOUBLE));
    return nodes.div(nodes.scalar(1.0), ratio);
  }

  /** The two neighbours along an axis and their weights in 2048ths, float32. */
  record FixedPoint(GraphValue low, GraphValue lowWeight, GraphValue high, GraphValue highWeight) {}

  /**
   * Returns OpenCV's neighbours in 8-bit images: positions are rounded to float32, their fractions
   * to 2048ths.
   *
   * @param x float32
   */
  FixedPoint fixedPoint(GraphValue x, int axis, int trailing) {
    GraphValue position = roundedPositions();
    GraphValue floor = nodes.op("Floor", position);
    GraphValue fraction = broadcast(nodes.sub(position, floor), trailing);
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

  /**
   * Returns positions, float32 (out), rounded once: whole pixels and 256ths are exact, and the
   * remainder is small.
   */
  private GraphValue roundedPositions() {
    AxisPositions positions = AxisPositions.of(nodes, in, out);
    IntegerNodes numbers = new IntegerNodes(nodes);
    IntegerNodes.Division pixels = numbers.divide(positions.numerators(), positions.denominator());
    IntegerNodes.Division parts =
        numbers.divide(nodes.mul(pixels.rest(), nodes.scalar(256L)), positions.denominator());
    GraphValue unit = nodes.scalar(1 / 256f);
    GraphValue exact =
        nodes.add(
            nodes.cast(pixels.quotient(), FLOAT),
            nodes.mul(nodes.cast(parts.quotient(), FLOAT), unit));
    GraphValue rest = nodes.mul(nodes.cast(parts.rest(), FLOAT), positions.reciprocal(nodes));
    return nodes.add(exact, nodes.mul(rest, unit));
  }

  private GraphValue whole(GraphValue weight) {
    return nodes.op("Round", nodes.mul(weight, nodes.scalar(FIXED_ONE)));
  }

  /**
   * Returns scikit-image's filter and linear interpolation as one matrix, float32 (out, in): a
   * Gaussian of sigma (in / out - 1) / 2, cut off at four sigma; both mirror the image at the
   * border.
   */
  GraphValue filterMatrix() {
    AxisPositions positions = AxisPositions.of(nodes, in, out);
    IntegerNodes.Division at =
        new IntegerNodes(nodes).divide(mirrored(positions), positions.denominator());
    GraphValue reciprocal = positions.reciprocal(nodes);
    GraphValue low = at.quotient();
    GraphValue fraction = nodes.mul(nodes.cast(at.rest(), FLOAT), reciprocal);
    GraphValue weight = nodes.unsqueeze(fraction, 1); // (out, 1)
    return nodes.add(
        nodes.mul(nodes.sub(nodes.scalar(1f), weight), gaussian(low, positions)),
        nodes.mul(weight, gaussian(next(low), positions)));
  }

  /** Returns the numerators of the positions, mirrored into the image. */
  private GraphValue mirrored(AxisPositions positions) {
    GraphValue end = nodes.mul(last(), positions.denominator());
    GraphValue inside = nodes.op("Abs", positions.numerators());
    GraphValue reflected = nodes.sub(nodes.add(end, end), inside);
    GraphValue within = nodes.where(new IntegerNodes(nodes).above(inside, end), reflected, inside);
    // a single pixel has no second border to mirror at
    return nodes.mul(within, nodes.min(last(), nodes.scalar(1L)));
  }

  /** Returns the Gaussian around each pixel as rows, float32 (out, in), each with sum 1. */
  private GraphValue gaussian(GraphValue pixels, AxisPositions positions) {
    GraphValue more = nodes.max(nodes.sub(in, out), nodes.scalar(0L));
    GraphValue sigma = nodes.mul(nodes.cast(more, FLOAT), positions.reciprocal(nodes));
    // four sigma, rounded: an integer over 2 · out
    GraphValue four = nodes.mul(more, nodes.scalar(4L));
    GraphValue radius =
        new IntegerNodes(nodes).quotient(nodes.add(four, out), positions.denominator());
    // for a sigma of 0 the radius is 0: only the middle remains, whatever the width
    GraphValue width = nodes.max(nodes.mul(sigma, sigma), nodes.scalar(1e-9f));
    GraphValue factor = nodes.mul(nodes.op("Reciprocal", width), nodes.scalar(-0.5f));
    GraphValue at = nodes.unsqueeze(pixels, 1); // (out, 1)
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
        nodes.with("ReduceSum", List.of(sum, nodes.list(1)), NodeAttribute.of("keepdims", 1));
    return nodes.div(sum, total);
  }

  /** Returns {@code exp(factor · d²)} within the radius, else 0. */
  private GraphValue bell(GraphValue distance, GraphValue radius, GraphValue factor) {
    GraphValue away = nodes.op("Abs", distance);
    GraphValue within = nodes.op("LessOrEqual", away, radius);
    GraphValue squared = nodes.cast(nodes.mul(away, away), FLOAT);
    GraphValue value = nodes.op("Exp", nodes.mul(factor, squared));
    return nodes.mul(value, nodes.cast(nodes.cast(within, BOOL), FLOAT));
  }
}
