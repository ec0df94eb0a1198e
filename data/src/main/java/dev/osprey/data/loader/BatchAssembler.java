package dev.osprey.data.loader;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.Boxes;
import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.ImageSize;
import dev.osprey.data.Sample;
import dev.osprey.data.augmentation.TrainingImage;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.loader.LoaderSettings.Difficult;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.data.transform.ResizedGeometry;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes batches of decoded images in pooled buffers. Thread-safe. Closing it frees the idle
 * buffers; open batches stay valid until they are closed. After that, making a batch throws an
 * {@link IllegalStateException}.
 */
public final class BatchAssembler implements AutoCloseable {
  private final Preprocessing preprocessing;
  private final Difficult difficult;
  private final BufferPool pool;

  /**
   * Creates an assembler that treats difficult objects as targets.
   *
   * @param maximumIdleBuffers the number of buffers kept between batches
   */
  public BatchAssembler(Preprocessing preprocessing, int maximumIdleBuffers) {
    this("the batch assembler", preprocessing, Difficult.TRAIN, maximumIdleBuffers);
  }

  BatchAssembler(
      String name, Preprocessing preprocessing, Difficult difficult, int maximumIdleBuffers) {
    this.preprocessing = preprocessing;
    this.difficult = difficult;
    this.pool = new BufferPool(name, maximumIdleBuffers);
  }

  /** Makes a batch for inference: its images have no samples and no targets. */
  public ImageBatch assemble(List<RgbImage> images) {
    return assemble(images, preprocessing.resize());
  }

  /** Makes a batch for inference with another resize rule than that of the preprocessing. */
  public ImageBatch assemble(List<RgbImage> images, ResizeRule resize) {
    List<Input> inputs = new ArrayList<>();
    for (RgbImage image : images) {
      inputs.add(new Input(image, resize, new InferenceImage(resize.geometry(image.size()))));
    }
    return batch(inputs);
  }

  /** Makes a batch of samples with their decoded images; the annotations become targets. */
  public ImageBatch assemble(List<Sample> samples, List<RgbImage> images) {
    if (samples.size() != images.size()) {
      throw new IllegalArgumentException(
          samples.size() + " samples and " + images.size() + " images do not belong together");
    }
    List<TrainingImage> unchanged = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      unchanged.add(
          new TrainingImage(images.get(i), samples.get(i).annotations(), preprocessing.resize()));
    }
    return assembleChanged(samples, unchanged);
  }

  ImageBatch assembleChanged(List<Sample> samples, List<TrainingImage> images) {
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      TrainingImage changed = images.get(i);
      inputs.add(new Input(changed.image(), changed.resize(), labelled(samples.get(i), changed)));
    }
    return batch(inputs);
  }

  /** Pixels, the rule that resizes them, and the image's entry in the batch. */
  private record Input(RgbImage pixels, ResizeRule resize, BatchImage entry) {}

  private ImageBatch batch(List<Input> inputs) {
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("a batch has one image or more");
    }
    List<BatchImage> entries = inputs.stream().map(Input::entry).toList();
    ImageSize padded =
        preprocessing.padding().batchSize(entries.stream().map(BatchImage::resized).toList());
    long floats = 3L * padded.height() * padded.width();
    BufferPool.Lease lease = pool.borrow(floats * inputs.size() * Float.BYTES);
    try {
      FloatBuffer target = lease.buffer().asFloatBuffer();
      for (int i = 0; i < inputs.size(); i++) {
        Input input = inputs.get(i);
        preprocessing
            .withResize(input.resize())
            .render(input.pixels(), input.entry().resized(), padded, target, (int) floats * i);
      }
    } catch (RuntimeException | Error e) {
      lease.giveBack();
      throw e;
    }
    return new ImageBatch(entries, padded, lease.buffer(), lease::giveBack);
  }

  /** Boxes without area are neither targets nor ignored. */
  private LabelledImage labelled(Sample sample, TrainingImage changed) {
    List<Annotation> targets = new ArrayList<>();
    List<Box> ignored = new ArrayList<>();
    for (Annotation object : changed.objects()) {
      if (object.box().isEmpty()) {
        continue;
      }
      if (isIgnored(object)) {
        ignored.add(object.box());
      } else {
        targets.add(object);
      }
    }
    ResizedGeometry geometry = changed.resize().geometry(changed.image().size());
    return new LabelledImage(
        sample,
        geometry,
        geometry.toResized(Boxes.pack(targets.stream().map(Annotation::box).toList())),
        targets.stream().mapToInt(Annotation::label).toArray(),
        geometry.toResized(Boxes.pack(ignored)),
        geometry.toResized(
            FaceLandmarks.pack(targets.stream().map(Annotation::landmarks).toList())),
        changed.reduction());
  }

  /**
   * @throws IllegalStateException after {@link #close}
   */
  void requireOpen() {
    pool.requireOpen();
  }

  private boolean isIgnored(Annotation object) {
    return object.isCrowd() || (object.isDifficult() && difficult == Difficult.IGNORE);
  }

  @Override
  public void close() {
    pool.close();
  }
}
