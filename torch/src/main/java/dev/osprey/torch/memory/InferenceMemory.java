package dev.osprey.torch.memory;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.networks.cost.CostOps;
import dev.osprey.networks.cost.TensorShape;
import dev.osprey.networks.detector.Network;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Precision;
import dev.osprey.torch.TorchOps;
import java.util.Locale;

/**
 * Refuses images that need more memory than is free. Otherwise the operating system would kill the
 * process without a message, because it grants memory first and notices the shortage later. On CUDA
 * devices nothing is refused beforehand, because a failing allocation reports itself.
 */
public final class InferenceMemory {
  /** Batches that are smaller than this are not estimated. */
  private static final long SMALL_PIXELS = 2_000_000;

  /** Number of regions of a second stage; its memory hardly depends on the image. */
  private static final int REGIONS = 1000;

  /** Factor for copies inside convolutions and for lists of candidates. */
  private static final double OVERHEAD = 1.3;

  private final Network network;
  private final Engine engine;

  public InferenceMemory(Network network, Engine engine) {
    this.network = network;
    this.engine = engine;
  }

  /**
   * @param padded size of the images of a batch with their padding
   * @throws UserError if they need more memory than is free
   */
  public void require(int images, ImageSize padded) {
    long pixels = (long) images * padded.height() * padded.width();
    if (!engine.device().isCpu() || pixels <= SMALL_PIXELS) {
      return;
    }
    long needed = estimate(images, padded);
    long free = FreeMemory.current().orElse(Long.MAX_VALUE);
    if (needed > free) {
      throw tooLarge(images, padded, needed, free);
    }
  }

  /**
   * Estimates the memory of a batch in bytes: the peak of the network's maps as {@link TorchOps}
   * keeps them.
   *
   * @param padded size of the images of a batch with their padding
   */
  public long estimate(int images, ImageSize padded) {
    CostOps ops = new CostOps();
    TensorShape input = TensorShape.of(images, 3, padded.height(), padded.width());
    TensorShape regions = TensorShape.of((long) images * REGIONS, 5);
    network.traverse(ops, new Network.Inputs<>(input, regions));
    int bytesEach = engine.precision() == Precision.BFLOAT16 ? 2 : Float.BYTES;
    // images are in memory twice: in the loader's buffer and in a tensor
    return (long) (OVERHEAD * bytesEach * ops.peakElements()) + 2 * Float.BYTES * input.count();
  }

  private static UserError tooLarge(int images, ImageSize padded, long needed, long free) {
    return new UserError(
        String.format(
            Locale.ROOT,
            "%s of %s pixels, after resizing and padding, needs about %.1f GiB of memory, and %.1f"
                + " GiB are free; %sdetect large images in tiles: --tile 1024 (from Java:"
                + " Predictor.with, Tiling)",
            images == 1 ? "an image" : "a batch of " + images + " images",
            padded,
            needed / (double) (1 << 30),
            free / (double) (1 << 30),
            images == 1 ? "" : "make batches smaller, or "));
  }
}
