package dev.osprey.onnx.check;

import dev.osprey.core.ImageSize;
import dev.osprey.data.loader.BatchAssembler;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.detection.Detector;
import dev.osprey.detection.golden.CheckImages;
import dev.osprey.detection.output.ForwardPass;
import dev.osprey.detection.output.OutputRows;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.region.RegionOutputs;
import dev.osprey.torch.Batch;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.weights.InferenceWeights;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Compares a network on another engine with libtorch, output by output, on one image. */
public final class NetworkCheck {
  private static final ImageSize SIZE = new ImageSize(96, 128);
  private static final long SEED = 1;

  private NetworkCheck() {}

  /**
   * Returns the largest difference of an output, relative to the largest number of its level;
   * infinite if only one engine gives finite numbers.
   *
   * @param weights of the detector's network in float32 on the CPU
   * @param other runs the network on the other engine
   */
  public static double difference(
      Detector detector, InferenceWeights weights, Function<ImageBatch, ForwardPass> other) {
    try (BatchAssembler assembler = new BatchAssembler(detector.config().preprocessing(), 1);
        ImageBatch images = assembler.assemble(CheckImages.of(SIZE, 1, SEED));
        Batch batch = Batch.of(images, weights.engine().device());
        TensorScope scope = TensorScope.inference();
        ForwardPass expected = detector.forward(weights.ops(), batch);
        ForwardPass found = other.apply(images)) {
      double dense = difference(expected.dense(0), found.dense(0));
      return detector.byKind(
          oneStage -> dense,
          twoStages -> {
            List<float[]> regions = List.of(regions(images.padded()));
            return Math.max(dense, difference(expected.regions(regions), found.regions(regions)));
          });
    }
  }

  /** Returns regions of several sizes: packed xyxy. */
  private static float[] regions(ImageSize size) {
    float height = size.height();
    float width = size.width();
    return new float[] {
      0,
      0,
      width,
      height,
      0,
      0,
      width / 2,
      height / 2,
      width / 3,
      height / 3,
      width,
      height,
      width / 4,
      height / 4,
      width / 3,
      height / 2
    };
  }

  private static double difference(
      HeadOutputs<OutputRows> expected, HeadOutputs<OutputRows> found) {
    double logits = difference(expected.logits(), found.logits());
    double deltas = difference(expected.deltas(), found.deltas());
    return Math.max(Math.max(logits, deltas), difference(expected.landmarks(), found.landmarks()));
  }

  private static double difference(
      RegionOutputs<OutputRows> expected, RegionOutputs<OutputRows> found) {
    return Math.max(
        difference(List.of(expected.logits()), List.of(found.logits())),
        difference(List.of(expected.deltas()), List.of(found.deltas())));
  }

  private static double difference(List<OutputRows> expected, List<OutputRows> found) {
    double largest = 0;
    for (int level = 0; level < expected.size(); level++) {
      largest =
          Math.max(
              largest,
              OutputDifference.share(numbers(expected.get(level)), numbers(found.get(level))));
    }
    return largest;
  }

  private static float[] numbers(OutputRows rows) {
    return rows.select(IntStream.range(0, rows.size()).toArray());
  }
}
