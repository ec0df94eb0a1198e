package dev.osprey.data.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.text.UserError;
import dev.osprey.data.Sample;
import dev.osprey.data.loader.LoaderSettings.Difficult;
import dev.osprey.data.loader.LoaderSettings.LastBatch;
import dev.osprey.data.loader.LoaderSettings.Order;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchLoaderTest extends LoaderFolder {
  /** The whole content of a batch, so that two batches can be compared. */
  private static String describe(ImageBatch batch) {
    StringBuilder text = new StringBuilder(batch.padded().toString());
    for (LabelledImage plane : batch.labelled()) {
      text.append(' ')
          .append(plane.sample().id())
          .append(plane.resized())
          .append(Arrays.toString(plane.boxes()))
          .append(Arrays.toString(plane.labels()))
          .append(Arrays.toString(plane.ignored()));
    }
    FloatBuffer pixels = batch.pixels();
    float[] values = new float[pixels.remaining()];
    pixels.get(values);
    return text.append(Arrays.hashCode(values)).toString();
  }

  private static List<String> drain(EpochBatches epoch) {
    List<String> batches = new ArrayList<>();
    try (epoch) {
      while (epoch.hasNext()) {
        try (ImageBatch batch = epoch.next()) {
          batches.add(describe(batch));
        }
      }
    }
    return batches;
  }

  private static List<Long> ids(EpochBatches epoch) {
    List<Long> ids = new ArrayList<>();
    try (epoch) {
      while (epoch.hasNext()) {
        try (ImageBatch batch = epoch.next()) {
          batch.labelled().forEach(plane -> ids.add(plane.sample().id()));
        }
      }
    }
    return ids;
  }

  @Test
  void givesEveryImageInTheOrderOfTheDataSet() {
    try (BatchLoader loader = loader(settings(4, Order.SEQUENTIAL, LastBatch.KEEP, 2), List.of())) {
      assertThat(loader.batchesPerEpoch()).isEqualTo(3);
      assertThat(ids(loader.epoch(0)))
          .containsExactlyElementsOf(samples.stream().map(Sample::id).toList());
    }
  }

  @Test
  void dropsTheLastBatchOnRequest() {
    try (BatchLoader loader = loader(settings(4, Order.SEQUENTIAL, LastBatch.DROP, 2), List.of())) {
      assertThat(loader.batchesPerEpoch()).isEqualTo(2);
      assertThat(ids(loader.epoch(0))).hasSize(8);
    }
  }

  @Test
  void shufflesEachEpochDifferentlyAndVisitsEveryImage() {
    try (BatchLoader loader = loader(settings(3, Order.SHUFFLED, LastBatch.KEEP, 2), List.of())) {
      List<Long> first = ids(loader.epoch(0));
      assertThat(ids(loader.epoch(0))).isEqualTo(first);
      assertThat(ids(loader.epoch(1))).isNotEqualTo(first);
      assertThat(Set.copyOf(ids(loader.epoch(1)))).isEqualTo(Set.copyOf(first)).hasSize(11);
    }
  }

  @Test
  void givesTheSameBitsForAnyNumberOfWorkers() {
    List<String> alone;
    try (BatchLoader loader =
        loader(settings(4, Order.SHUFFLED, LastBatch.KEEP, 1), AUGMENTATIONS)) {
      alone = drain(loader.epoch(7));
      assertThat(drain(loader.epoch(8))).isNotEqualTo(alone);
    }
    for (int workers : new int[] {2, 5}) {
      try (BatchLoader loader =
          loader(settings(4, Order.SHUFFLED, LastBatch.KEEP, workers), AUGMENTATIONS)) {
        assertThat(drain(loader.epoch(7))).isEqualTo(alone);
      }
    }
  }

  @Test
  void resumesInTheMiddleOfAnEpochWithTheSameBatches() {
    try (BatchLoader loader =
        loader(settings(2, Order.SHUFFLED, LastBatch.KEEP, 2), AUGMENTATIONS)) {
      List<String> whole = drain(loader.epoch(3));
      assertThat(drain(loader.epoch(3, 4))).isEqualTo(whole.subList(4, 6));
      assertThat(drain(loader.epoch(3, 6))).isEmpty();
      try (EpochBatches rest = loader.epoch(3, 2)) {
        assertThat(rest.nextIndex()).isEqualTo(2);
      }
    }
  }

  // Images are (10 + i) high and (30 - i) wide: 0 to 9 are wide, 10 is square.
  @Test
  void groupsImagesByAspectRatio() {
    try (BatchLoader loader = loader(grouped(2, 42, 2), AUGMENTATIONS)) {
      assertThat(loader.batchesPerEpoch()).isEqualTo(4); // three of 4, 4 and 2, and the square one
      List<String> whole = drain(loader.epoch(5));
      assertThat(drain(loader.epoch(5, 2))).isEqualTo(whole.subList(2, 4));
      List<Long> ids = ids(loader.epoch(5));
      assertThat(ids).hasSize(11).doesNotHaveDuplicates();
      assertThat(ids.get(10)).isEqualTo(110);
      try (BatchLoader other = loader(grouped(2, 42, 1), AUGMENTATIONS)) {
        assertThat(drain(other.epoch(5))).isEqualTo(whole);
      }
    }
  }

  @Test
  void reportsTheImageWhoseAspectRatioCannotBeRead() throws IOException {
    Files.delete(samples.get(3).image());
    assertThatThrownBy(() -> loader(grouped(2, 42, 2), List.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("3.png does not exist");
    assertThatThrownBy(() -> grouped(1, 42, 2))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("aspectRatioGroups is 1; give 2");
  }

  private static LoaderSettings grouped(int groups, long seed, int workers) {
    return new LoaderSettings(
        4, Order.SHUFFLED, LastBatch.KEEP, groups, Difficult.TRAIN, seed, workers, 3);
  }

  @Test
  void stopsItsThreadsWhenClosedMidway() throws InterruptedException {
    try (BatchLoader loader =
        loader(settings(1, Order.SHUFFLED, LastBatch.KEEP, 3), AUGMENTATIONS)) {
      for (int i = 0; i < 20; i++) {
        EpochBatches epoch = loader.epoch(i);
        if (i % 2 == 0) {
          epoch.next().close();
        }
        epoch.close();
        epoch.close();
        assertThat(epoch.hasNext()).isFalse();
      }
    }
    // A pool counts as terminated an instant before its last thread ends.
    for (int i = 0; i < 100 && loaderThreads() > 0; i++) {
      Thread.sleep(20);
    }
    assertThat(loaderThreads()).isZero();
  }

  private static long loaderThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("osprey-loader"))
        .count();
  }

  @Test
  void aBatchOutlivesItsLoader() {
    ImageBatch batch;
    try (BatchLoader loader = loader(settings(2, Order.SEQUENTIAL, LastBatch.KEEP, 1), List.of())) {
      try (EpochBatches epoch = loader.epoch(0)) {
        batch = epoch.next();
      }
    }
    assertThat(batch.pixels().get(0)).isCloseTo(0f, within(1e-6f));
    batch.close();
    batch.close();
  }

  @Test
  void givesNoBatchesForADataSetWithoutImages() {
    samples.clear();
    try (BatchLoader loader =
        loader(settings(2, Order.SHUFFLED, LastBatch.KEEP, 2), AUGMENTATIONS)) {
      assertThat(loader.batchesPerEpoch()).isZero();
      assertThat(drain(loader.epoch(0))).isEmpty();
    }
  }
}
