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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * libtorch's outputs for one image, with which a network on another engine is compared. It holds
 * plain numbers, so that libtorch's weights can be freed before the other engine loads its own.
 */
public final class NetworkCheck {
  private static final ImageSize SIZE = new ImageSize(96, 128);
  private static final long SEED = 1;

  private final Detector detector;
  private final List<float[]> expected;

  private NetworkCheck(Detector detector, List<float[]> expected) {
    this.detector = detector;
    this.expected = expected;
  }

  /**
   * Runs the network in libtorch.
   *
   * @param weights of the detector's network in float32 on the CPU; not needed afterwards
   */
  public static NetworkCheck of(Detector detector, InferenceWeights weights) {
    try (BatchAssembler assembler = assembler(detector);
        ImageBatch images = assemble(assembler);
        Batch batch = Batch.of(images, weights.engine().device());
        TensorScope scope = TensorScope.inference();
        ForwardPass pass = detector.forward(weights.ops(), batch)) {
      return new NetworkCheck(detector, outputs(detector, pass, images.padded()));
    }
  }

  /**
   * Returns the largest difference of an output, relative to the largest number of its level;
   * infinite if only one engine gives finite numbers.
   *
   * @param other runs the network on the other engine
   */
  public double difference(Function<ImageBatch, ForwardPass> other) {
    try (BatchAssembler assembler = assembler(detector);
        ImageBatch images = assemble(assembler);
        ForwardPass pass = other.apply(images)) {
      List<float[]> found = outputs(detector, pass, images.padded());
      double largest = 0;
      for (int i = 0; i < expected.size(); i++) {
        largest = Math.max(largest, OutputDifference.share(expected.get(i), found.get(i)));
      }
      return largest;
    }
  }

  private static BatchAssembler assembler(Detector detector) {
    return new BatchAssembler(detector.config().preprocessing(), 1);
  }

  private static ImageBatch assemble(BatchAssembler assembler) {
    return assembler.assemble(CheckImages.of(SIZE, 1, SEED));
  }

  /** Returns all outputs: those of the dense head level by level, then those of the regions. */
  private static List<float[]> outputs(Detector detector, ForwardPass pass, ImageSize padded) {
    List<float[]> outputs = new ArrayList<>();
    HeadOutputs<OutputRows> dense = pass.dense(0);
    dense.logits().forEach(rows -> outputs.add(numbers(rows)));
    dense.deltas().forEach(rows -> outputs.add(numbers(rows)));
    dense.landmarks().forEach(rows -> outputs.add(numbers(rows)));
    boolean hasRegions = detector.<Boolean>byKind(oneStage -> false, twoStages -> true);
    if (hasRegions) {
      RegionOutputs<OutputRows> regions = pass.regions(List.of(regions(padded)));
      outputs.add(numbers(regions.logits()));
      outputs.add(numbers(regions.deltas()));
    }
    return outputs;
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

  private static float[] numbers(OutputRows rows) {
    return rows.select(IntStream.range(0, rows.size()).toArray());
  }
}
