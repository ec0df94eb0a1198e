package dev.osprey.data.loader;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.augmentation.Augmentation;
import dev.osprey.data.augmentation.ColorJitter;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import dev.osprey.data.loader.LoaderSettings.Difficult;
import dev.osprey.data.loader.LoaderSettings.LastBatch;
import dev.osprey.data.loader.LoaderSettings.Order;
import dev.osprey.data.transform.BoxScaling;
import dev.osprey.data.transform.ChannelOrder;
import dev.osprey.data.transform.Interpolation;
import dev.osprey.data.transform.Padding;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.data.transform.SizeRounding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A small data set of drawn images and loaders that read it. */
abstract class LoaderFolder {
  static final Preprocessing PREPROCESSING =
      new Preprocessing(
          new ResizeRule.ShortestSide(
              20, 60, SizeRounding.FLOOR, Interpolation.BILINEAR, BoxScaling.PER_AXIS),
          ChannelOrder.RGB,
          List.of(0.0, 0.0, 0.0),
          List.of(1.0, 1.0, 1.0),
          new Padding(8, Padding.Rule.UP_TO_MULTIPLE));

  static final List<Augmentation> AUGMENTATIONS =
      List.of(
          new Augmentation.HorizontalFlip(0.5),
          new Augmentation.ScaleJitter(0.6, 1.4),
          new ColorJitter(0.5, 0.4, 0.4, 0.4));
  @TempDir Path folder;
  final List<Sample> samples = new ArrayList<>();

  /** Eleven images of different sizes; image i has i + 1 objects. */
  @BeforeEach
  void drawImages() {
    for (int i = 0; i < 11; i++) {
      byte[] pixels = new byte[3 * (10 + i) * (30 - i)];
      for (int k = 0; k < pixels.length; k++) {
        pixels[k] = (byte) (k * 7 + i * 31);
      }
      Path file = folder.resolve(i + ".png");
      ImageCodec.write(new RgbImage(new ImageSize(10 + i, 30 - i), pixels), file);
      List<Annotation> objects = new ArrayList<>();
      for (int k = 0; k <= i; k++) {
        objects.add(Annotation.of(new Box(1, 2, 5, 4 + k), k % 3));
      }
      samples.add(new Sample(100 + i, file, objects));
    }
  }

  BatchLoader loader(LoaderSettings settings, List<Augmentation> augmentations) {
    Dataset dataset = new Dataset("t", LabelMap.ofNames(List.of("a", "b", "c")), samples);
    return new BatchLoader(dataset, PREPROCESSING, augmentations, settings);
  }

  static LoaderSettings settings(int batch, Order order, LastBatch last, int workers) {
    return new LoaderSettings(batch, order, last, null, Difficult.TRAIN, 42, workers, 3);
  }

  LabelledImage first(Difficult difficult, List<Augmentation> augmentations) {
    LoaderSettings settings =
        new LoaderSettings(1, Order.SEQUENTIAL, LastBatch.KEEP, null, difficult, 0, 1, 1);
    try (BatchLoader loader = loader(settings, augmentations);
        EpochBatches epoch = loader.epoch(0);
        ImageBatch batch = epoch.next()) {
      return batch.labelled().get(0);
    }
  }
}
