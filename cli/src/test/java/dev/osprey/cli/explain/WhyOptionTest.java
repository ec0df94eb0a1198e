package dev.osprey.cli.explain;

import static dev.osprey.detection.postprocess.ReferenceBoxes.ANCHORS;
import static dev.osprey.detection.postprocess.ReferenceBoxes.PROPOSALS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.osprey.cli.CommandLineRun;
import dev.osprey.cli.SmallModel;
import dev.osprey.core.Box;
import dev.osprey.core.Detection;
import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.core.Point;
import dev.osprey.data.synthetic.ShapesDataset;
import dev.osprey.detection.Detector;
import dev.osprey.detection.postprocess.SideBound;
import dev.osprey.detection.postprocess.explanation.Explanation;
import dev.osprey.detection.postprocess.explanation.Fate;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code predict --why X,Y}. */
class WhyOptionTest {
  private static final LabelMap LABELS = LabelMap.ofNames(List.of("cell", "platelet"));
  private static final Box ANCHOR = new Box(0, 0, 20, 20);
  private static final Box BOX = new Box(0, 0, 20, 10);

  /** Three detections with scores 0.9, 0.6 and 0.1. */
  private static final Detections DETECTIONS =
      new Detections(new float[12], new float[] {0.9f, 0.6f, 0.1f}, new int[3]);

  @TempDir static Path folder;

  private static Path images;

  /** Untrained networks, whose scores are all about 0.01. */
  private static Path shy;

  private static Path bold;

  @BeforeAll
  static void drawImages() throws IOException {
    new ShapesDataset(1, 2, 96, 1).write(folder.resolve("shapes"));
    images = folder.resolve("shapes/images");
    shy = model("shy", 0.05);
    bold = model("bold", 0.0001);
  }

  @Test
  void everyFateIsDescribedWithTheSettingThatDecided() {
    assertThat(describe(new Fate.BelowThreshold(0.05)))
        .isEqualTo(
            "at (5, 6.5) nothing is shown: the best candidate, platelet 0.040, is not above the"
                + " model's score threshold 0.05");
    assertThat(describe(new Fate.BeyondTopK(Fate.Cut.LEVEL, 1204, 1000)))
        .endsWith(
            "has rank 1204 on its level, and only the best 1000 pass (postprocess.topKPerLevel)");
    assertThat(describe(new Fate.BeyondTopK(Fate.Cut.IMAGE, 5100, 5000)))
        .endsWith("has rank 5100 in the image, and only the best 5000 pass (postprocess.topK)");
    assertThat(describe(new Fate.TooSmall(3, 0.5f, 1, SideBound.ABOVE)))
        .contains("3.0 x 0.5 pixels", "above 1.0", "postprocess.minSide");
    assertThat(
            describe(
                new Fate.Suppressed(new Detection(new Box(1, 2, 30, 40), 0, 0.91f), 0.6251, 0.5)))
        .contains("suppressed by cell 0.910, box [1.0, 2.0, 30.0, 40.0]", "0.625", "threshold 0.5");
    assertThat(describe(new Fate.BeyondLimit(312, 300)))
        .contains("rank 312", "at most 300", "postprocess.maxDetections");
  }

  @Test
  void proposalsAreDescribedWithTheSettingsOfTheirStage() {
    Explanation.PointCandidate beyond =
        candidate(0.4f, new Fate.BeyondTopK(Fate.Cut.LEVEL, 61, 60));
    Explanation why = new Explanation(new Point(5, 6.5), PROPOSALS, 1000, 9, 0, List.of(beyond));
    assertThat(text(why).lines("a.png").lines().toList().get(1))
        .isEqualTo(
            "  1. platelet 0.400, box [0.0, 0.0, 20.0, 10.0] from proposal"
                + " [0.0, 0.0, 20.0, 20.0] (IoU 0.50): has rank 61 in the image, and only the"
                + " best 60 pass (regions.postprocess.topKPerLevel)");
    assertThat(text(why).setting(beyond)).isEqualTo("regions.postprocess.topKPerLevel");
    assertThat(text(new Explanation(new Point(1, 2), PROPOSALS, 50, 0, 0, List.of())).summary())
        .contains("none of the 50 proposals gave a box");
    assertThat(text(new Explanation(new Point(1, 2), PROPOSALS, 0, 0, 0, List.of())).summary())
        .endsWith("nothing was found: there are no proposals");
  }

  @Test
  void sideCloseToTheMinimumIsPrintedWithAllDigits() {
    float below = Math.nextDown(0.01f);
    assertThat(describe(new Fate.TooSmall(5, below, 0.01, SideBound.AT_LEAST)))
        .contains("5.0 x 0.009999999 pixels", "both must be at least 0.01");
    assertThat(describe(new Fate.TooSmall(1, 3.04f, 3, SideBound.ABOVE)))
        .contains("1.0 x 3.04 pixels");
  }

  @Test
  void replacedThresholdIsNamedAsScoreOption() {
    assertThat(describe(new Fate.BelowThreshold(0.3)))
        .endsWith("is not above the score threshold 0.3 (--score)");
  }

  @Test
  void shownDetectionsAreNumbered() {
    assertThat(describe(new Fate.Kept(1), 0.6f))
        .isEqualTo("at (5, 6.5) is found: platelet 0.600, is detection 2 of 2");
    assertThat(describe(new Fate.Kept(2), 0.1f))
        .isEqualTo(
            "at (5, 6.5) nothing is shown: the best detection, platelet 0.100, is detected, but"
                + " left out because its score is below --score 0.3");
  }

  @Test
  void summaryPrefersADetectionToABetterCandidateThatWasDropped() {
    Explanation.PointCandidate dropped =
        candidate(
            0.9f, new Fate.Suppressed(new Detection(new Box(1, 2, 30, 40), 0, 0.91f), 0.6251, 0.5));
    Explanation why = why(dropped, candidate(0.6f, new Fate.Kept(1)));
    assertThat(text(why).summary()).contains("is found: platelet 0.600");
    assertThat(text(why).lines("a.png").lines().toList())
        .hasSize(3)
        .satisfies(
            lines ->
                assertThat(lines.get(1))
                    .startsWith(
                        "  1. platelet 0.900, box [0.0, 0.0, 20.0, 10.0] from anchor"
                            + " [0.0, 0.0, 20.0, 20.0] of level 2 (IoU 0.50): is suppressed"));
  }

  @Test
  void pointsWithoutCandidatesAndBrokenWeightsAreReported() {
    assertThat(text(new Explanation(new Point(1, 2), ANCHORS, 50, 0, 0, List.of())).summary())
        .contains("none of the 50 anchors gave a box that contains the point");
    assertThat(text(new Explanation(new Point(1, 2), ANCHORS, 50, 0, 50, List.of())).summary())
        .contains("50 of 50 anchors", "not a number", "weights are damaged");
  }

  @Test
  void explanationsGoToStandardOutputAndAFileBesideTheDetections() throws IOException {
    CommandLineRun outcome = run(predict(shy, "--why", "40.5,50", "--out", out("a"), images));
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    List<Path> files = files(images);
    assertThat(files).hasSizeGreaterThan(1);
    JsonNode reasons =
        new ObjectMapper().readTree(Path.of(out("a"), "detections.why.json").toFile());
    assertThat(reasons).hasSize(files.size());
    for (int i = 0; i < files.size(); i++) {
      assertThat(outcome.output())
          .contains(files.get(i) + ": at (40.5, 50) nothing is shown: the best candidate, ");
      JsonNode entry = reasons.get(i);
      assertThat(entry.get("file_name").asText()).isEqualTo(files.get(i).toString());
      assertThat(entry.get("point").get(0).asDouble()).isEqualTo(40.5);
      JsonNode best = entry.get("candidates").get(0);
      assertThat(best.get("fate").asText()).isEqualTo("below-threshold");
      assertThat(best.get("setting").asText()).isEqualTo("postprocess.scoreThreshold");
      assertThat(entry.get("reference").asText()).isEqualTo("anchors");
      assertThat(best.get("score").asDouble()).isBetween(0.001, 0.05);
      assertThat(best.get("bbox").get(0).asDouble()).isLessThanOrEqualTo(40.5);
      assertThat(entry.get("covering").asInt()).isPositive();
    }
    assertThat(Path.of(out("a"), files.get(0).getFileName().toString())).exists();
    assertThat(outcome.errors()).contains("reasons: ");
  }

  @Test
  void explanationsGoToStandardErrorIfDetectionsGoToStandardOutput() throws IOException {
    // Everything is above the threshold, and NMS keeps the best of each class.
    CommandLineRun outcome =
        run(
            predict(
                bold, "--why", "40,50", "--json", "-", "--score", "0", "--out", out("b"), images));
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    assertThat(new ObjectMapper().readTree(outcome.output()).size()).isPositive();
    assertThat(outcome.errors()).contains("at (40, 50) is found: ", "is detection ");
    assertThat(outcome.output()).doesNotContain("at (40");
    assertThat(Path.of(out("b"), "detections.why.json")).doesNotExist();
  }

  @Test
  void pointOutsideAnImageIsRefusedWithItsSizeAndNothingIsWritten() {
    for (String point : List.of("96,10", "10,96", "10.5,-1")) {
      CommandLineRun outcome =
          run(predict(shy, "--why=" + point, "--out", out("c" + point), images));
      assertThat(outcome.exitCode()).isEqualTo(2);
      assertThat(outcome.errors())
          .contains(
              files(images).get(0) + ": the point (" + point.replace(",", ", ") + ") lies outside",
              "96 pixels wide and 96 high",
              "x from 0 to 95 and y from 0 to 95");
      assertThat(Path.of(out("c" + point), files(images).get(0).getFileName().toString()))
          .doesNotExist();
    }
  }

  @Test
  void refusesTextThatIsNotAPoint() {
    for (String text : List.of("12", "a,b", "1,2,3", "NaN,1", "")) {
      CommandLineRun outcome = run(predict(shy, "--why=" + text, "--out", out("d"), images));
      assertThat(outcome.exitCode()).as(text).isEqualTo(2);
      assertThat(outcome.errors()).contains("--why", "X,Y", "120,88");
    }
  }

  @Test
  void existingExplanationFileIsNotOverwritten() throws IOException {
    Path mine = Files.writeString(folder.resolve("mine.why.json"), "mine");
    CommandLineRun outcome =
        run(
            predict(
                shy,
                "--why",
                "1,2",
                "--json",
                folder.resolve("mine.json"),
                "--out",
                out("e"),
                images));
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.errors()).contains("mine.why.json: exists already");
    assertThat(mine).hasContent("mine");
    assertThat(Path.of(out("e"))).doesNotExist();
  }

  private static String describe(Fate fate) {
    return describe(fate, 0.04f);
  }

  private static String describe(Fate fate, float score) {
    return text(why(candidate(score, fate))).summary();
  }

  private static ExplanationText text(Explanation why) {
    return new ExplanationText(why, LABELS, DETECTIONS, 0.3);
  }

  private static Explanation why(Explanation.PointCandidate... candidates) {
    return new Explanation(new Point(5, 6.5), ANCHORS, 50, 9, 0, List.of(candidates));
  }

  private static Explanation.PointCandidate candidate(float score, Fate fate) {
    return new Explanation.PointCandidate(2, ANCHOR, BOX, 1, score, fate);
  }

  private static Object[] predict(Path model, Object... more) {
    Object[] all = new Object[more.length + 3];
    all[0] = "predict";
    all[1] = "--model";
    all[2] = model;
    System.arraycopy(more, 0, all, 3, more.length);
    return all;
  }

  private static CommandLineRun run(Object... arguments) {
    String[] texts = Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
    return CommandLineRun.of(texts);
  }

  private static String out(String name) {
    return folder.resolve("runs").resolve(name).toString();
  }

  private static List<Path> files(Path images) {
    try (var files = Files.list(images)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A small untrained network. */
  private static Path model(String name, double scoreThreshold) {
    Path file = folder.resolve(name + ".safetensors");
    Detector detector = SmallModel.detector(2, "{scoreThreshold: " + scoreThreshold + "}");
    try (Weights weights = Weights.initialize(detector.network(), Engine.cpu(), 1)) {
      ModelFile.write(file, detector.config(), LABELS, weights, Map.of());
    }
    return file;
  }
}
