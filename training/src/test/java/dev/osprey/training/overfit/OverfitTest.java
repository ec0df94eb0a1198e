package dev.osprey.training.overfit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.config.RunSettings;
import dev.osprey.training.run.SmallRun;
import dev.osprey.training.run.TrainingRun;
import dev.osprey.training.schedule.Decay;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OverfitTest {

  @Test
  void removesAugmentationsAndDecay() {
    RunConfig config =
        overfit(
            "training.averageDecay=0.9",
            "training.accumulate=4",
            "schedule.warmUp.steps=500",
            "schedule.decay={type: cosine, minFactor: 0.0}");

    assertThat(config.augmentations()).isEmpty();
    assertThat(config.schedule().decay()).isEqualTo(new Decay.Constant());
    assertThat(Objects.requireNonNull(config.schedule().warmUp()).steps()).isEqualTo(20);
    assertThat(config.training().averageDecay()).isNull();
    assertThat(config.training().accumulate()).isEqualTo(1);
    assertThat(config.training().stopAtMap50()).isEqualTo(0.99);
    assertThat(config.evaluation().everyEpochs()).isEqualTo(1);
    assertThat(config.training().seed()).isEqualTo(7);
  }

  @Test
  void keepsShorterLimitsOfTheUser() {
    RunConfig config = overfit("schedule.warmUp.steps=3", "training.maxMinutes=2");

    assertThat(Objects.requireNonNull(config.schedule().warmUp()).steps()).isEqualTo(3);
    assertThat(config.training().maxMinutes()).isEqualTo(2);
    assertThat(overfit("schedule.warmUp=null").schedule().warmUp()).isNull();
  }

  @Test
  void selectsImagesWithObjectsEvenlyFromTheSplit() {
    // every third of 30 has an object: 0, 3, … 27; of these ten, places 0, 3 and 6 (10 i / 3)
    Dataset train = dataset(30, 3);

    TrainingRun.Splits splits = Overfit.splits(train, overfit("training.batchSize=4"), 3);

    Dataset few = Objects.requireNonNull(splits.validation());
    assertThat(few.samples()).extracting(Sample::id).containsExactly(0L, 9L, 18L);
    // 25 steps of 4 images are 100 images: 34 times 3
    assertThat(splits.train().size()).isEqualTo(102);
    Set<Long> ids = new HashSet<>();
    splits.train().samples().forEach(sample -> ids.add(sample.id()));
    assertThat(ids).hasSize(102);
    assertThat(splits.train().samples().get(4).image()).isEqualTo(Path.of("9.jpg"));
  }

  @Test
  void selectsAllImagesIfThereAreFewerThanRequested() {
    Dataset few =
        Objects.requireNonNull(Overfit.splits(dataset(5, 2), overfit(), 100).validation());

    assertThat(few.samples()).extracting(Sample::id).containsExactly(0L, 2L, 4L);
  }

  @Test
  void refusesImagesWithCrowdsOnly() {
    Annotation crowd = new Annotation(new Box(0, 0, 9, 9), 0, 81, Set.of(Annotation.Trait.CROWD));
    Dataset train =
        new Dataset(
            "crowds",
            LabelMap.ofNames(List.of("cell")),
            List.of(new Sample(0, Path.of("0.jpg"), List.of(crowd))));

    assertThatThrownBy(() -> Overfit.splits(train, overfit(), 1))
        .isInstanceOf(UserError.class)
        .hasMessage("crowds: no image has a marked object; there is nothing to learn");
  }

  private static RunConfig overfit(String... settings) {
    RunConfig config = SmallRun.config(settings);
    return new RunSettings(ConfigReader.tree(config), "test")
        .with(Overfit.settings(config))
        .config();
  }

  private static Dataset dataset(int images, int every) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      samples.add(
          new Sample(
              i,
              Path.of(i + ".jpg"),
              i % every == 0 ? List.of(Annotation.of(new Box(1, 1, 9, 9), 0)) : List.of()));
    }
    return new Dataset("drawn", LabelMap.ofNames(List.of("cell")), samples);
  }
}
