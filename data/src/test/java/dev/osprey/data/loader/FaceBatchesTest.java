package dev.osprey.data.loader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.ImageSize;
import dev.osprey.data.Dataset;
import dev.osprey.data.augmentation.Augmentation;
import dev.osprey.data.augmentation.PadToSquare;
import dev.osprey.data.augmentation.PhotometricDistortion;
import dev.osprey.data.augmentation.PhotometricDistortion.Factors;
import dev.osprey.data.augmentation.Resize;
import dev.osprey.data.augmentation.SquareCrop;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.loader.LoaderSettings.Difficult;
import dev.osprey.data.loader.LoaderSettings.LastBatch;
import dev.osprey.data.loader.LoaderSettings.Order;
import dev.osprey.data.synthetic.FacesDataset;
import dev.osprey.data.transform.ChannelOrder;
import dev.osprey.data.transform.Interpolation;
import dev.osprey.data.transform.Padding;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.data.transform.ResizeRule;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The training data of RetinaFace, from drawn files to batches. */
class FaceBatchesTest {
  private static final Preprocessing PREPROCESSING =
      new Preprocessing(
          new ResizeRule.None(),
          ChannelOrder.BGR,
          List.of(104 / 255.0, 117 / 255.0, 123 / 255.0),
          List.of(1 / 255.0, 1 / 255.0, 1 / 255.0),
          new Padding(1, Padding.Rule.UP_TO_MULTIPLE));

  private static final List<Augmentation> AUGMENTATIONS =
      List.of(
          new SquareCrop(List.of(0.3, 0.45, 0.6, 0.8, 1.0), 250, 0),
          new PhotometricDistortion(0.5, 32, new Factors(0.5, 1.5), new Factors(0.5, 1.5), 36, 0),
          new PadToSquare(List.of(123, 117, 104)),
          new Augmentation.HorizontalFlip(0.5),
          new Resize(
              72,
              72,
              List.of(
                  Interpolation.OPENCV_LINEAR,
                  Interpolation.OPENCV_CUBIC,
                  Interpolation.OPENCV_AREA,
                  Interpolation.OPENCV_NEAREST,
                  Interpolation.OPENCV_LANCZOS4)));

  @TempDir Path folder;

  private Dataset draw() {
    new FacesDataset(40, 0, 64, 128, 5).write(folder.resolve("faces"));
    return DatasetFormats.read(
        DatasetSource.of(folder.resolve("faces")).withSplit("train"), warning -> {});
  }

  private static BatchLoader loader(Dataset faces, int workers) {
    return new BatchLoader(
        faces,
        PREPROCESSING,
        AUGMENTATIONS,
        new LoaderSettings(
            8, Order.SHUFFLED, LastBatch.DROP, null, Difficult.TRAIN, 3, workers, 2));
  }

  @Test
  void batchesHaveOneSizeForImagesOfAnySize() {
    try (BatchLoader loader = loader(draw(), 2);
        EpochBatches epoch = loader.epoch(0)) {
      int faces = 0;
      while (epoch.hasNext()) {
        try (ImageBatch batch = epoch.next()) {
          assertThat(batch.padded()).isEqualTo(new ImageSize(72, 72));
          for (LabelledImage plane : batch.labelled()) {
            faces += plane.labels().length;
            checkInside(plane);
          }
        }
      }
      assertThat(faces).isGreaterThan(40);
    }
  }

  private static void checkInside(LabelledImage plane) {
    assertThat(plane.resized()).isEqualTo(new ImageSize(72, 72));
    // A crop contains at least one face; an image without faces is not cropped.
    assertThat(plane.labels().length == 0).isEqualTo(plane.sample().annotations().isEmpty());
    for (float coordinate : plane.boxes()) {
      assertThat(coordinate).isBetween(-1e-3f, 72 + 1e-3f);
    }
    for (int i = 0; i < plane.landmarks().length; i++) {
      if (!Float.isNaN(plane.landmarks()[i])) {
        assertThat(plane.landmarks()[i]).isBetween(-1e-3f, 72 + 1e-3f);
      }
    }
  }

  @Test
  void theNumberOfWorkersDoesNotChangeABit() {
    Dataset faces = draw();
    assertThat(hash(faces, 1)).isEqualTo(hash(faces, 3));
  }

  private static int hash(Dataset faces, int workers) {
    int hash = 0;
    try (BatchLoader loader = loader(faces, workers);
        EpochBatches epoch = loader.epoch(1)) {
      while (epoch.hasNext()) {
        try (ImageBatch batch = epoch.next()) {
          FloatBuffer pixels = batch.pixels();
          float[] values = new float[pixels.remaining()];
          pixels.get(values);
          hash = 31 * hash + Arrays.hashCode(values);
          for (LabelledImage plane : batch.labelled()) {
            hash = 31 * hash + Arrays.hashCode(plane.boxes());
            hash = 31 * hash + Arrays.hashCode(plane.landmarks());
          }
        }
      }
    }
    return hash;
  }
}
