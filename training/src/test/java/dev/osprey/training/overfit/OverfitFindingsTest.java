package dev.osprey.training.overfit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.LabelMap;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import dev.osprey.data.loader.BatchLoader;
import dev.osprey.detection.Detector;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.run.SmallRun;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Anchors of sides 32 and more in images of 64x64 pixels, with weights that find nothing. */
class OverfitFindingsTest {
  private static final LabelMap LABELS = LabelMap.ofNames(List.of("speck", "cell"));

  @TempDir private Path folder;

  @Test
  void reportsObjectsThatNoAnchorFits() {
    // The network's input is half as large as the images. The speck is 4x4 in the input:
    // inside a 32x32 anchor its IoU is at most 16 / 1024. The cell is 32x32 with its centre on a
    // cell of the grid of stride 8, where a 32x32 anchor is centred: IoU 1.
    OverfitFindings findings =
        findings(
            Annotation.of(new Box(40, 40, 48, 48), 0),
            Annotation.of(new Box(32, 32, 96, 96), 1),
            new Annotation(new Box(0, 0, 9, 9), 1, 81, Set.of(Annotation.Trait.CROWD)));

    assertThat(findings.objects()).hasSize(2);
    OverfitFindings.LearntObject speck = findings.objects().get(0);
    assertThat(speck.width()).isEqualTo(4);
    assertThat(speck.anchorIou()).isCloseTo(16.0 / 1024, within(1e-6));
    assertThat(findings.objects().get(1).anchorIou()).isCloseTo(1, within(1e-6));
    assertThat(findings.missed()).isEqualTo(2);
    OverfitFindings.AnchorReach anchors = Objects.requireNonNull(findings.anchors());
    assertThat(anchors.smallest()).isEqualTo(32);
    Path image = folder.resolve("0.png");
    assertThat(OverfitText.notLearnt(findings, 0.99))
        .startsWith(
            "not learnt: the best mAP50 is 0.000, the target is 0.99; 2 of 2 objects in 1"
                + " images are missed",
            "  class speck: AP50 0.000, 1 of 1 objects are missed",
            "  class cell: AP50 0.000, 1 of 1 objects are missed",
            "  "
                + image
                + ": 2 of 2 objects are missed: speck 4x4 (best anchor IoU 0.02), cell 32x32 (best"
                + " anchor IoU 1.00)",
            "anchors: 1 of 2 objects have no anchor with IoU above 0.4; 1 are smaller than the"
                + " smallest anchor: 32 px. Change model.anchors.sizes and model.anchors.ratios, or"
                + " model.preprocessing.resize")
        .last()
        .asString()
        .startsWith("try: more steps");
  }

  @Test
  void doesNotReportAnchorsThatFit() {
    OverfitFindings findings = findings(Annotation.of(new Box(32, 32, 96, 96), 1));

    assertThat(OverfitText.learnt(findings, 50))
        .containsExactly("learnt: 1 objects in 1 images after 50 steps, mAP50 0.000");
  }

  private OverfitFindings findings(Annotation... objects) {
    Path file = folder.resolve("0.png");
    ImageCodec.write(RgbImage.of(new BufferedImage(128, 128, BufferedImage.TYPE_INT_RGB)), file);
    Dataset dataset = new Dataset("one", LABELS, List.of(new Sample(5, file, List.of(objects))));
    // a threshold that scores of new weights (about 0.01) do not reach
    RunConfig config =
        SmallRun.config("model.postprocess.scoreThreshold=0.5", "model.anchors.ratios=[[1.0]]");
    Detector detector = config.model().withClasses(2).create();
    try (Weights weights = Weights.initialize(detector.network(), Engine.cpu(), 1);
        BatchLoader loader =
            new BatchLoader(
                dataset,
                config.model().preprocessing(),
                List.of(),
                config.training().evaluationLoader(1))) {
      return OverfitFindings.of(detector, LABELS, weights, loader);
    }
  }
}
