package dev.osprey.torch.memory;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.networks.Network;
import dev.osprey.networks.cost.CostOps;
import dev.osprey.networks.cost.TensorShape;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Precision;
import dev.osprey.torch.TorchOps;
import java.util.Locale;

/**
 * Refuses images that would take more memory than there is. Without that the operating system would
 * end the process without a word, for memory is given first and found missing later. On CUDA
 * devices nothing is refused beforehand: there an allocation that fails says so.
 */
public final class InferenceMemory {
  /** Less is always tried: a walk over the network is not worth it. */
  private static final long SMALL_PIXELS = 2_000_000;

  /** The second stage's regions; what it takes hardly depends on the image. */
  private static final int REGIONS = 1000;

  /** Copies that convolutions make for themselves, and lists of candidates. */
  private static final double BESIDE_MAPS = 1.3;

  private final Network network;
  private final Engine engine;

  public InferenceMemory(Network network, Engine engine) {
    this.network = network;
    this.engine = engine;
  }

  /**
   * @param padded size of the images of a batch with their padding
   * @throws UserError where they take more than is free
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
   * Bytes, about: the network's maps at their most, as {@link TorchOps} keeps them.
   *
   * @param padded size of the images of a batch with their padding
   */
  public long estimate(int images, ImageSize padded) {
    CostOps ops = new CostOps();
    TensorShape input = TensorShape.of(images, 3, padded.height(), padded.width());
    TensorShape regions = TensorShape.of((long) images * REGIONS, 5);
    network.traverse(ops, new Network.Inputs<>(input, regions));
    int bytesEach = engine.precision() == Precision.BFLOAT16 ? 2 : Float.BYTES;
    // the images lie in the loader's buffer and in a tensor
    return (long) (BESIDE_MAPS * bytesEach * ops.peakElements()) + 2 * Float.BYTES * input.count();
  }

  private static UserError tooLarge(int images, ImageSize padded, long needed, long free) {
    return new UserError(
        String.format(
            Locale.ROOT,
            "%s of %s pixels, as the network sees %s, needs about %.1f GiB of memory, and %.1f GiB"
                + " are free; %sdetect large images in tiles: --tile 1024 (from Java:"
                + " Predictor.with, Tiling)",
            images == 1 ? "an image" : "a batch of " + images + " images",
            padded,
            images == 1 ? "it" : "them",
            needed / (double) (1 << 30),
            free / (double) (1 << 30),
            images == 1 ? "" : "make batches smaller, or "));
  }
}
