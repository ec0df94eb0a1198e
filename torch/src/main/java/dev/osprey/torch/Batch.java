package dev.osprey.torch;

import dev.osprey.core.ImageSize;
import dev.osprey.core.runtime.UseCount;
import dev.osprey.data.loader.BatchImage;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.data.loader.LabelledImage;
import dev.osprey.torch.natives.NativeLoader;
import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A batch of images on a device, with their sizes and targets: float32 (N, 3, H, W), channels-last,
 * normalised and padded. Owns its tensor until it is closed. It may be passed to another thread,
 * which then owns it.
 */
public final class Batch implements AutoCloseable {
  private final OwnedTensors owned = new OwnedTensors("the batch of images");
  private final Tensor tensor;
  private final List<BatchImage> images;
  private final ImageSize padded;

  private Batch(Tensor tensor, List<BatchImage> images, ImageSize padded) {
    this.tensor = owned.add(tensor);
    this.images = images;
    this.padded = padded;
  }

  /**
   * Creates a batch by copying {@code images} to a device; {@code images} can be closed afterwards.
   */
  public static Batch of(ImageBatch images, Device device) {
    NativeLoader.load();
    ImageSize padded = images.padded();
    try (UseCount.Use use = images.use();
        TensorScope scope = TensorScope.inference()) {
      FloatBuffer pixels = images.pixels();
      // from_blob does not own: the copy below is made while the buffer is still held
      Tensor view =
          torch.from_blob(
              new FloatPointer(pixels), images.size(), 3, padded.height(), padded.width());
      Tensor tensor = view.clone(new MemoryFormatOptional(torch.MemoryFormat.ChannelsLast));
      return new Batch(scope.keep(Tensors.onDevice(tensor, device)), images.images(), padded);
    }
  }

  /**
   * Returns the pixels, which stay valid until the caller's innermost {@link TensorScope} is
   * closed.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public Tensor tensor() {
    return owned.lend(tensor);
  }

  public int size() {
    return images.size();
  }

  public List<BatchImage> images() {
    return images;
  }

  /**
   * Returns the images with their targets, for a batch that was made from samples.
   *
   * @throws IllegalStateException if the batch was made for inference
   */
  public List<LabelledImage> labelled() {
    return LabelledImage.of(images);
  }

  /** Height and width of all images, including padding. */
  public ImageSize padded() {
    return padded;
  }

  @Override
  public void close() {
    owned.close();
  }
}
