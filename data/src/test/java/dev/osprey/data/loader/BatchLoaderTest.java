package dev.osprey.data.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
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
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchLoaderTest {
  private static final Preprocessing PREPROCESSING =
      new Preprocessing(
          new ResizeRule.ShortestSide(
              20, 60, SizeRounding.FLOOR, Interpolation.BILINEAR, BoxScaling.PER_AXIS),
          ChannelOrder.RGB,
          List.of(0.0, 0.0, 0.0),
          List.of(1.0, 1.0, 1.0),
          new Padding(8, Padding.Rule.UP_TO_MULTIPLE));

  private static final List<Augmentation> AUGMENTATIONS =
      List.of(
          new Augmentation.HorizontalFlip(0.5),
          new Augmentation.ScaleJitter(0.6, 1.4),
          new ColorJitter(0.5, 0.4, 0.4, 0.4));

  @TempDir Path folder;
  private final List<Sample> samples = new ArrayList<>();

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

  private BatchLoader loader(LoaderSettings settings, List<Augmentation> augmentations) {
    Dataset dataset = new Dataset("t", LabelMap.ofNames(List.of("a", "b", "c")), samples);
    return new BatchLoader(dataset, PREPROCESSING, augmentations, settings);
  }

  private static LoaderSettings settings(int batch, Order order, LastBatch last, int workers) {
    return new LoaderSettings(batch, order, last, null, Difficult.TRAIN, 42, workers, 3);
  }

  /** All that a batch says, so that two can be compared. */
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
  void leavesOutTheRestWhenAsked() {
    try (BatchLoader loader = loader(settings(4, Order.SEQUENTIAL, LastBatch.DROP, 2), List.of())) {
      assertThat(loader.batchesPerEpoch()).isEqualTo(2);
      assertThat(ids(loader.epoch(0))).hasSize(8);
    }
  }

  @Test
  void shufflesEachEpochAnotherWayAndVisitsEveryImage() {
    try (BatchLoader loader = loader(settings(3, Order.SHUFFLED, LastBatch.KEEP, 2), List.of())) {
      List<Long> first = ids(loader.epoch(0));
      assertThat(ids(loader.epoch(0))).isEqualTo(first);
      assertThat(ids(loader.epoch(1))).isNotEqualTo(first);
      assertThat(Set.copyOf(ids(loader.epoch(1)))).isEqualTo(Set.copyOf(first)).hasSize(11);
    }
  }

  @Test
  void givesTheSameBitsWhateverTheNumberOfWorkers() {
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
  void startsInTheMiddleOfAnEpochAsIfItHadNotStopped() {
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
  void keepsWideAndTallImagesApart() {
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
  void namesTheImageWhoseAspectRatioCannotBeRead() throws IOException {
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
  void crowdsAndEmptyBoxesAreNoTargets() {
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
  void crowdsAreIgnoredAndDifficultObjectsWhereTheSettingSaysSo() {
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

  private LabelledImage first(Difficult difficult, List<Augmentation> augmentations) {
    LoaderSettings settings =
        new LoaderSettings(1, Order.SEQUENTIAL, LastBatch.KEEP, null, difficult, 0, 1, 1);
    try (BatchLoader loader = loader(settings, augmentations);
        EpochBatches epoch = loader.epoch(0);
        ImageBatch batch = epoch.next()) {
      return batch.labelled().get(0);
    }
  }

  @Test
  void namesTheImageThatCannotBeRead() throws IOException {
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
  void aBatchForInferenceHasNoTargetsAndClearsThePaddingOfUsedBuffers() {
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
