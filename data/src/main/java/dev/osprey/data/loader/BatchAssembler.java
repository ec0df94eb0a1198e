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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes batches out of decoded images, in buffers that are used again. Several threads may use one
 * assembler. Closing it frees the buffers that are idle; batches that are still open stay valid
 * until they are closed. Afterwards it makes no batch: asking for one is an {@link
 * IllegalStateException}.
 */
public final class BatchAssembler implements AutoCloseable {
  private final Preprocessing preprocessing;
  private final Difficult difficult;
  private final BufferPool pool;

  /**
   * Difficult objects become targets like any other.
   *
   * @param mostIdleBuffers how many buffers are kept between batches
   */
  public BatchAssembler(Preprocessing preprocessing, int mostIdleBuffers) {
    this("the batch assembler", preprocessing, Difficult.TRAIN, mostIdleBuffers);
  }

  BatchAssembler(
      String name, Preprocessing preprocessing, Difficult difficult, int mostIdleBuffers) {
    this.preprocessing = preprocessing;
    this.difficult = difficult;
    this.pool = new BufferPool(name, mostIdleBuffers);
  }

  /**
   * A batch of images that belong to no data set: sample i has the id i, the path {@code image-i}
   * and no objects.
   */
  public ImageBatch assemble(List<RgbImage> images) {
    return assemble(unnamed(images.size()), images);
  }

  private static List<Sample> unnamed(int count) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(new Sample(i, Path.of("image-" + i), List.of()));
    }
    return samples;
  }

  /** {@link #assemble(List)}, resized by another rule than the preprocessing's. */
  public ImageBatch assemble(List<RgbImage> images, ResizeRule resize) {
    return assembleChanged(
        unnamed(images.size()),
        images.stream().map(one -> new TrainingImage(one, List.of(), resize)).toList());
  }

  /** A batch of samples whose images are decoded already; their objects become targets. */
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
    if (images.isEmpty()) {
      throw new IllegalArgumentException("a batch has one image or more");
    }
    List<BatchImage> planes = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      planes.add(plane(samples.get(i), images.get(i)));
    }
    List<ImageSize> resized = planes.stream().map(BatchImage::resized).toList();
    ImageSize padded = preprocessing.padding().batchSize(resized);
    long floats = 3L * padded.height() * padded.width();
    BufferPool.Lease lease = pool.borrow(floats * images.size() * Float.BYTES);
    try {
      FloatBuffer target = lease.buffer().asFloatBuffer();
      for (int i = 0; i < images.size(); i++) {
        ResizeRule rule = images.get(i).resize();
        preprocessing
            .withResize(rule)
            .render(images.get(i).image(), resized.get(i), padded, target, (int) floats * i);
      }
    } catch (RuntimeException | Error e) {
      lease.giveBack();
      throw e;
    }
    return new ImageBatch(planes, padded, lease.buffer(), lease::giveBack);
  }

  /** Boxes without area are neither targets nor ignored. */
  private BatchImage plane(Sample sample, TrainingImage changed) {
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
    return new BatchImage(
        sample,
        geometry,
        geometry.toResized(Boxes.pack(targets.stream().map(Annotation::box).toList())),
        targets.stream().mapToInt(Annotation::label).toArray(),
        geometry.toResized(Boxes.pack(ignored)),
        geometry.toResized(
            FaceLandmarks.pack(targets.stream().map(Annotation::landmarks).toList())));
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
