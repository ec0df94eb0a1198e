package dev.osprey.data.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.augmentation.Augmentation;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.loader.LoaderSettings.Difficult;
import dev.osprey.data.loader.LoaderSettings.LastBatch;
import dev.osprey.data.loader.LoaderSettings.Order;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.data.transform.ResizeRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Targets of batches, and images that cannot be used. */
class BatchTargetsTest extends LoaderFolder {
  @Test
  void targetsFollowTheResizing() {
    try (BatchLoader loader = loader(settings(1, Order.SEQUENTIAL, LastBatch.KEEP, 1), List.of());
        EpochBatches epoch = loader.epoch(0);
        ImageBatch batch = epoch.next()) {
      // 10x30 to a shortest side of 20: 20x60, so boxes double.
      LabelledImage plane = batch.labelled().get(0);
      assertThat(plane.original()).isEqualTo(new ImageSize(10, 30));
      assertThat(plane.resized()).isEqualTo(new ImageSize(20, 60));
      assertThat(batch.padded()).isEqualTo(new ImageSize(24, 64));
      assertThat(plane.boxes()).containsExactly(2, 4, 10, 8);
      assertThat(plane.labels()).containsExactly(0);
    }
  }

  @Test
  void crowdsAndEmptyBoxesAreNotTargets() {
    Sample first = samples.get(0);
    Box box = new Box(1, 1, 3, 3);
    samples.set(
        0,
        new Sample(
            1,
            first.image(),
            List.of(
                new Annotation(box, 0, 4, Set.of(Annotation.Trait.CROWD)),
                Annotation.of(new Box(2, 2, 2, 2), 1),
                new Annotation(box, 2, 4, Set.of(Annotation.Trait.DIFFICULT)))));
    try (BatchLoader loader = loader(settings(1, Order.SEQUENTIAL, LastBatch.KEEP, 1), List.of());
        EpochBatches epoch = loader.epoch(0);
        ImageBatch batch = epoch.next()) {
      assertThat(batch.labelled().get(0).labels()).containsExactly(2);
      assertThat(batch.labelled().get(0).boxes()).containsExactly(2, 2, 6, 6);
      assertThat(batch.labelled().get(0).sample().annotations()).hasSize(3);
    }
  }

  @Test
  void ignoresCrowdsAndDifficultObjectsAsTheSettingStates() {
    Box crowd = new Box(1, 1, 3, 3);
    Box difficult = new Box(4, 2, 8, 6);
    Sample first = samples.get(0);
    samples.set(
        0,
        new Sample(
            1,
            first.image(),
            List.of(
                new Annotation(crowd, 0, 4, Set.of(Annotation.Trait.CROWD)),
                new Annotation(
                    new Box(2, 2, 2, 2), 0, 0, Set.of(Annotation.Trait.CROWD)), // no area
                new Annotation(difficult, 2, 16, Set.of(Annotation.Trait.DIFFICULT)),
                Annotation.of(new Box(0, 0, 9, 9), 1))));
    // 10x30 to a shortest side of 20 doubles boxes; the flip mirrors them at 60 pixels.
    LabelledImage trained = first(Difficult.TRAIN, List.of());
    assertThat(trained.ignored()).containsExactly(2, 2, 6, 6);
    assertThat(trained.labels()).containsExactly(2, 1);
    LabelledImage ignoring = first(Difficult.IGNORE, List.of(new Augmentation.HorizontalFlip(1)));
    assertThat(ignoring.ignored()).containsExactly(54, 2, 58, 6, 44, 4, 52, 12);
    assertThat(ignoring.labels()).containsExactly(1);
    assertThat(ignoring.boxes()).containsExactly(42, 0, 60, 18);
  }

  @Test
  void reportsTheImageThatCannotBeRead() throws IOException {
    Path broken = samples.get(5).image();
    Files.write(broken, Arrays.copyOf(Files.readAllBytes(broken), 60));
    try (BatchLoader loader = loader(settings(2, Order.SEQUENTIAL, LastBatch.KEEP, 2), List.of());
        EpochBatches epoch = loader.epoch(0)) {
      epoch.next().close();
      epoch.next().close();
      assertThatThrownBy(epoch::next)
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith(broken + " is a truncated PNG");
      assertThat(epoch.hasNext()).isFalse();
    }
  }

  @Test
  void refusesAnAugmentationThatDoesNotFit() {
    Preprocessing none = PREPROCESSING.withResize(new ResizeRule.None());
    Dataset dataset = new Dataset("t", LabelMap.ofNames(List.of()), List.of());
    assertThatThrownBy(
            () ->
                new BatchLoader(
                    dataset, none, AUGMENTATIONS, settings(1, Order.SEQUENTIAL, LastBatch.KEEP, 1)))
        .isInstanceOf(UserError.class);
    assertThatThrownBy(() -> settings(0, Order.SEQUENTIAL, LastBatch.KEEP, 1))
        .isInstanceOf(UserError.class);
  }

  @Test
  void batchForInferenceHasNoTargetsAndClearsThePaddingOfUsedBuffers() {
    try (BatchAssembler assembler = new BatchAssembler(PREPROCESSING, 1)) {
      byte[] white = new byte[3 * 20 * 24];
      Arrays.fill(white, (byte) 255);
      RgbImage full = new RgbImage(new ImageSize(20, 24), white);
      for (int i = 0; i < 3; i++) {
        try (ImageBatch batch = assembler.assemble(List.of(full, full))) {
          assertThat(batch.padded()).isEqualTo(new ImageSize(24, 24));
          assertThat(batch.pixels().remaining()).isEqualTo(2 * 3 * 24 * 24);
          assertThat(batch.pixels().get(0)).isEqualTo(1f);
          assertThat(batch.pixels().get(20 * 24)).isZero(); // below the image
          assertThat(batch.images())
              .containsOnly(new InferenceImage(PREPROCESSING.geometry(full.size())));
          assertThatThrownBy(batch::labelled).isInstanceOf(IllegalStateException.class);
        }
        RgbImage pixel = new RgbImage(new ImageSize(1, 1), new byte[3]);
        try (ImageBatch batch = assembler.assemble(List.of(pixel))) {
          float[] values = new float[batch.pixels().remaining()];
          batch.pixels().get(values);
          assertThat(values).containsOnly(0f);
        }
      }
      assertThatThrownBy(() -> assembler.assemble(List.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
