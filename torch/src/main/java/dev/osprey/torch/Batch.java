package dev.osprey.torch;

import dev.osprey.core.ImageSize;
import dev.osprey.core.UseCount;
import dev.osprey.data.loader.LabelledImage;
import dev.osprey.data.loader.PictureBatch;
import dev.osprey.data.loader.PicturePlane;
import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Pictures on a device with what is known of them: float32 (N, 3, H, W), channels-last, normalised
 * and padded. Owns its tensor until it is closed; may be handed to another thread as a whole.
 */
public final class Batch implements AutoCloseable {
  private final OwnedTensors owned = new OwnedTensors("the batch of pictures");
  private final Tensor images;
  private final List<PicturePlane> pictures;
  private final ImageSize padded;

  private Batch(Tensor images, List<PicturePlane> pictures, ImageSize padded) {
    this.images = owned.add(images);
    this.pictures = pictures;
    this.padded = padded;
  }

  /** Copies a batch to a device; {@code pictures} can be closed afterwards. */
  public static Batch of(PictureBatch pictures, Device device) {
    NativeLoader.load();
    ImageSize padded = pictures.padded();
    try (UseCount.Use use = pictures.use();
        TensorScope scope = TensorScope.detecting()) {
      FloatBuffer pixels = pictures.pixels();
      // from_blob does not own: the copy below is made while the buffer is still held
      Tensor view =
          torch.from_blob(
              new FloatPointer(pixels), pictures.size(), 3, padded.height(), padded.width());
      Tensor images = view.clone(new MemoryFormatOptional(torch.MemoryFormat.ChannelsLast));
      return new Batch(scope.keep(Tensors.onDevice(images, device)), pictures.pictures(), padded);
    }
  }

  /**
   * The pixels, lent to the caller's innermost {@link TensorScope}.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public Tensor images() {
    return owned.lend(images);
  }

  public int size() {
    return pictures.size();
  }

  public List<PicturePlane> pictures() {
    return pictures;
  }

  /**
   * The images of a batch that was made from samples, with their targets.
   *
   * @throws IllegalStateException where the batch was made for inference
   */
  public List<LabelledImage> labelled() {
    return LabelledImage.of(pictures);
  }

  /** Height and width of all pictures with their padding. */
  public ImageSize padded() {
    return padded;
  }

  @Override
  public void close() {
    owned.close();
  }
}
