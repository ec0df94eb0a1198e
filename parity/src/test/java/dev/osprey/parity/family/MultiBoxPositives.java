package dev.osprey.parity.family;

import dev.osprey.core.FaceLandmarks;
import dev.osprey.detection.OneStageDetector;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.coding.LandmarkCoder;
import dev.osprey.detection.targets.AnchorTargets;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.Numbers;
import dev.osprey.parity.comparison.TargetRoundingBound;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/** The positive anchors of all images, image by image. */
record MultiBoxPositives(OneStageDetector.Config config, List<AnchorTargets> targets) {

  void compare(String name, Comparison comparison) {
    switch (name) {
      case "target.positive_index" -> comparison.tensor(name, places(), Tolerance.EXACT);
      case "target.conf" -> comparison.tensor(name, outputs(), Tolerance.EXACT);
      case "target.loc" ->
          comparison.tensor(name, coded(4, this::deltas), tolerances(4, this::ofBox));
      case "target.landm" -> landmarks(name, comparison);
      default -> {} // a tensor that is not compared fails the case
    }
  }

  private Numbers places() {
    List<Integer> places = new ArrayList<>();
    for (int image = 0; image < targets.size(); image++) {
      for (int anchor : targets.get(image).positives()) {
        places.add(image);
        places.add(anchor);
      }
    }
    return new Numbers(new long[] {places.size() / 2, 2}, places.size(), places::get);
  }

  /** Returns 1 for faces with landmarks, -1 for those without. */
  private Numbers outputs() {
    List<Integer> outputs = new ArrayList<>();
    for (AnchorTargets image : targets) {
      int known = 0;
      int[] withLandmarks = image.withKnownLandmarks().positives();
      for (int anchor : image.positives()) {
        boolean isKnown = known < withLandmarks.length && withLandmarks[known] == anchor;
        outputs.add(isKnown ? 1 : -1);
        known += isKnown ? 1 : 0;
      }
    }
    return new Numbers(new long[] {outputs.size()}, outputs.size(), outputs::get);
  }

  private static Numbers coded(int width, Supplier<List<Float>> values) {
    List<Float> all = values.get();
    return new Numbers(new long[] {all.size() / width, width}, all.size(), all::get);
  }

  private List<Float> deltas() {
    BoxCoder coder = new BoxCoder(config.coder());
    List<Float> all = new ArrayList<>();
    for (AnchorTargets image : targets) {
      int count = image.positives().length;
      Tensor boxes = Tensors.of(image.boxes(), Device.CPU, count, 4);
      Tensor anchors = Tensors.of(image.anchors(), Device.CPU, count, 4);
      for (float value : Tensors.floats(coder.encode(boxes, anchors, Device.CPU))) {
        all.add(value);
      }
    }
    return all;
  }

  /**
   * Compares the targets of known landmarks: the peer encodes unknown ones, too, but no loss uses
   * them.
   */
  private void landmarks(String name, Comparison comparison) {
    LandmarkCoder coder = new LandmarkCoder(Objects.requireNonNull(config.landmarks()).coder());
    double[] expected = comparison.expected().get(name).values();
    List<Double> all = new ArrayList<>();
    for (AnchorTargets image : targets) {
      int count = image.positives().length;
      float[] points =
          image.landmarks().length == 0
              ? nans(FaceLandmarks.COORDINATES * count)
              : image.landmarks();
      Tensor anchors = Tensors.of(image.anchors(), Device.CPU, count, 4);
      Tensor shifts =
          coder.encode(Tensors.of(points, Device.CPU, count, FaceLandmarks.COORDINATES), anchors);
      for (float value : Tensors.floats(shifts)) {
        all.add(Float.isNaN(value) ? expected[all.size()] : value);
      }
    }
    comparison.tensor(name, coded(all), tolerances(FaceLandmarks.COORDINATES, this::ofLandmarks));
  }

  /** Returns the tolerances of the targets of all positive anchors, {@code width} each. */
  private Numbers tolerances(int width, BiFunction<AnchorTargets, Integer, double[]> ofRow) {
    double[] all =
        targets.stream()
            .flatMapToDouble(
                image ->
                    IntStream.range(0, image.positives().length)
                        .mapToObj(row -> ofRow.apply(image, row))
                        .flatMapToDouble(Arrays::stream))
            .toArray();
    return Numbers.of(all, all.length / width, width);
  }

  private double[] ofBox(AnchorTargets image, int row) {
    return rounding().ofBox(image.boxes(), image.anchors(), row);
  }

  private double[] ofLandmarks(AnchorTargets image, int row) {
    return image.landmarks().length == 0
        ? new double[FaceLandmarks.COORDINATES]
        : rounding().ofLandmarks(image.landmarks(), image.anchors(), row);
  }

  private TargetRoundingBound rounding() {
    List<Double> variance = config.coder().deviations();
    return new TargetRoundingBound(variance.get(0), variance.get(2));
  }

  private static Numbers coded(List<Double> all) {
    return new Numbers(
        new long[] {all.size() / FaceLandmarks.COORDINATES, FaceLandmarks.COORDINATES},
        all.size(),
        all::get);
  }

  private static float[] nans(int count) {
    float[] nans = new float[count];
    Arrays.fill(nans, Float.NaN);
    return nans;
  }
}
