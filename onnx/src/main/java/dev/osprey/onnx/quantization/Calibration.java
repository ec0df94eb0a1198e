package dev.osprey.onnx.quantization;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.osprey.core.text.UserError;
import dev.osprey.data.ImageSource;
import dev.osprey.onnx.quantization.range.QuantizedRange;
import dev.osprey.onnx.quantization.range.RangeRule;
import dev.osprey.onnx.quantization.range.ValueHistogram;
import dev.osprey.onnx.runtime.OnnxSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The distributions of the values that are quantised, over calibration images, in the order of the
 * graph.
 *
 * @param histograms by value; several values may share one
 * @param sizes how many numbers each value has, the largest of all images
 */
record Calibration(Map<String, ValueHistogram> histograms, Map<String, Long> sizes) {

  /**
   * Runs the float graph on images.
   *
   * @param model that takes images
   * @throws UserError if a value is not finite
   */
  static Calibration of(ModelProto model, List<ImageSource> images) {
    Map<String, String> ranges = QuantizedNodes.of(model.getGraph(), Set.of()).ranges();
    Set<String> observed = new LinkedHashSet<>(ranges.values());
    Map<String, ValueHistogram> own = new LinkedHashMap<>();
    observed.forEach(value -> own.put(value, new ValueHistogram()));
    Map<String, Long> sizes = new LinkedHashMap<>();
    try (OnnxSession session =
        TemporaryModel.open(ObservedGraph.of(model, observed), file -> OnnxSession.open(file, 0))) {
      for (ImageSource image : images) {
        Map<String, OnnxSession.Output> outputs = session.run(List.of(image.read()));
        own.forEach((value, histogram) -> add(outputs, value, histogram, sizes, image));
      }
    }
    Map<String, ValueHistogram> histograms = new LinkedHashMap<>();
    ranges.forEach((value, range) -> histograms.put(value, Objects.requireNonNull(own.get(range))));
    return new Calibration(histograms, sizes);
  }

  private static void add(
      Map<String, OnnxSession.Output> outputs,
      String value,
      ValueHistogram histogram,
      Map<String, Long> sizes,
      ImageSource image) {
    long size = Objects.requireNonNull(outputs.get(ObservedGraph.size(value))).integers()[0];
    sizes.merge(value, size, Math::max);
    if (size == 0) {
      return; // no proposals
    }
    try {
      histogram.add(Objects.requireNonNull(outputs.get(ObservedGraph.sample(value))).floats());
    } catch (IllegalArgumentException e) {
      throw new UserError(
          image.name()
              + ": the network's values for this image are not finite, so they have no range."
              + " Calibrate with other images, or train again with a lower learning rate",
          e);
    }
  }

  /** Returns the range of each value. */
  Map<String, QuantizedRange> ranges(RangeRule rule) {
    Map<ValueHistogram, QuantizedRange> known = new LinkedHashMap<>();
    Map<String, QuantizedRange> ranges = new LinkedHashMap<>();
    histograms.forEach(
        (value, histogram) -> ranges.put(value, known.computeIfAbsent(histogram, rule::range)));
    return ranges;
  }

  /** Returns the multiplications of each layer, over all levels, for the largest image. */
  Map<String, Long> multiplications(ModelProto model) {
    GraphUses uses = new GraphUses(model.getGraph());
    Map<String, Long> counts = new LinkedHashMap<>();
    for (QuantizedNode node : QuantizedNodes.of(model.getGraph(), Set.of()).all()) {
      if (node.kind() == QuantizedNode.Kind.WEIGHTED) {
        TensorProto weight = uses.constant(node.weight());
        long each = 1;
        for (int i = 1; i < weight.getDimsCount(); i++) {
          each *= weight.getDims(i);
        }
        counts.merge(node.layer(), each * sizes.getOrDefault(node.result(), 0L), Long::sum);
      }
    }
    return counts;
  }

  /**
   * Returns ranges under the names of another graph of the same network, whose nodes may have other
   * numbers.
   */
  static Map<String, QuantizedRange> renamed(Map<String, QuantizedRange> ranges, ModelProto model) {
    List<String> names =
        new ArrayList<>(QuantizedNodes.of(model.getGraph(), Set.of()).ranges().keySet());
    if (names.size() != ranges.size()) {
      throw new IllegalArgumentException(names.size() + " values, " + ranges.size() + " ranges");
    }
    Map<String, QuantizedRange> renamed = new LinkedHashMap<>();
    int next = 0;
    for (QuantizedRange range : ranges.values()) {
      renamed.put(names.get(next++), range);
    }
    return renamed;
  }
}
