package dev.osprey.training.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.detection.OneStageDetector;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.neck.Neck;
import dev.osprey.networks.neck.NoNeck;
import dev.osprey.training.run.SmallRun;
import dev.osprey.training.run.TrainingRun;
import dev.osprey.training.run.TrainingRun.Start;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigRoundTripTest {
  @TempDir Path temp;

  /** A neck that is not in the catalogue. */
  record OwnNeck() implements Neck.Config {
    @Override
    public Neck build(List<FeatureLevel> levels) {
      return new NoNeck.Config().build(levels);
    }
  }

  @Test
  void refusesPartOutsideTheCataloguesBeforeTraining() {
    RunConfig usual = SmallRun.config();
    RunConfig own =
        new RunConfig(
            withNeck((OneStageDetector.Config) usual.model(), new OwnNeck()),
            usual.pretrained(),
            usual.data(),
            usual.augmentations(),
            usual.optimizer(),
            usual.schedule(),
            usual.training(),
            usual.evaluation(),
            usual.engine());
    TrainingRun.Splits splits = SmallRun.splits(temp.resolve("shapes"));
    Path folder = temp.resolve("runs/own");

    assertThatThrownBy(() -> SmallRun.open(own, splits, folder, Start.FRESH).close())
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("could be trained, but not be opened again", "Necks");

    assertThat(Files.exists(temp.resolve("runs"))).isFalse();
    ConfigRoundTrip.require(usual);
  }

  @Test
  void runThatIsClosedBeforeItsFirstStepLeavesNoFolder() {
    TrainingRun.Splits splits = SmallRun.splits(temp.resolve("shapes"));
    SmallRun.open(SmallRun.config(), splits, temp.resolve("runs/one"), Start.FRESH).close();
    assertThat(Files.exists(temp.resolve("runs"))).isFalse();
  }

  private static OneStageDetector.Config withNeck(OneStageDetector.Config model, Neck.Config neck) {
    return new OneStageDetector.Config(
        model.type(),
        model.classes(),
        model.preprocessing(),
        model.backbone(),
        neck,
        model.head(),
        model.anchors(),
        model.coder(),
        model.anchorFilter(),
        model.matcher(),
        model.sampler(),
        model.loss(),
        model.landmarks(),
        model.postprocess());
  }
}
