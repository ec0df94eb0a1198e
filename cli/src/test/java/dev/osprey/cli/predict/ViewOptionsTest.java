package dev.osprey.cli.predict;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.cli.CommandLineRun;
import dev.osprey.cli.SmallModel;
import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.data.result.CocoDetection;
import dev.osprey.data.synthetic.ShapesDataset;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.training.evaluation.ResultIds;
import dev.osprey.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --augment} and {@code --tile} of {@code predict} and {@code val}. */
class ViewOptionsTest {
  @TempDir static Path folder;

  private static Path shapes;
  private static Path model;

  @BeforeAll
  static void drawImagesAndBuildAModel() {
    shapes = folder.resolve("shapes");
    new ShapesDataset(1, 2, 96, 1).write(shapes);
    model = folder.resolve("m.safetensors");
    Detector detector = SmallModel.detector(4, "{scoreThreshold: 0.001, maxDetections: 10}");
    LabelMap labels = LabelMap.ofNames(ShapesDataset.classNames());
    try (Weights weights = Weights.initialize(detector.network(), Engine.cpu(), 1)) {
      ModelFile.write(model, detector.config(), labels, weights, Map.of());
    }
  }

  private static CommandLineRun predict(String name, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "predict",
                "--model",
                model.toString(),
                "--out",
                folder.resolve("runs").resolve(name).toString(),
                "--json",
                "-",
                "--score",
                "0",
                "--device",
                "cpu",
                shapes.resolve("images").toString()));
    arguments.addAll(List.of(options));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private static CommandLineRun val(String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "val",
                "--model",
                model.toString(),
                "--data",
                shapes.toString(),
                "--split",
                "val",
                "--json",
                "-",
                "--batch-size",
                "1",
                "--device",
                "cpu"));
    arguments.addAll(List.of(options));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private static JsonNode json(CommandLineRun run) {
    assertThat(run.exitCode()).as(run.errors()).isZero();
    return ConfigReader.readJson(JsonNode.class, run.output(), "standard output");
  }

  private static void assertMistake(CommandLineRun run, String... parts) {
    assertThat(run.errors()).contains(parts).doesNotContain("\tat ", "Exception");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void scaleOneGivesTheSameDetectionsAsNoViews() {
    JsonNode plain = json(predict("plain"));

    assertThat(plain).isNotEmpty();
    assertThat(json(predict("one", "--augment", "scales=1"))).isEqualTo(plain);
    assertThat(json(predict("tile", "--tile", "96", "--overlap", "0.5"))).isEqualTo(plain);
  }

  @Test
  void tilesAndViewsChangeTheDetections() {
    JsonNode plain = json(predict("plain2"));
    JsonNode augmented = json(predict("views", "--augment", "scales=0.5,2,flip,merge=voting"));
    JsonNode tiled =
        json(predict("tiles", "--tile", "64", "--tile-whole", "--augment", "scales=1,flip"));

    assertThat(augmented).isNotEqualTo(plain).hasSizeLessThanOrEqualTo(3 * 10);
    assertThat(tiled.size()).isGreaterThan(3 * 10);
    assertThat(folder.resolve("runs/tiles")).isNotEmptyDirectory();
  }

  @Test
  void valUsesTheSameViewsAsPredict() {
    JsonNode plain = json(val());

    assertThat(json(val("--augment", "scales=1"))).isEqualTo(plain);
    assertThat(json(val("--tile", "96"))).isEqualTo(plain);
    assertThat(json(val("--tile", "64", "--augment", "flip")).get("AP").isNumber()).isTrue();
  }

  @Test
  void conflictingOptionsAreRefusedWithTheReason() throws IOException {
    assertMistake(predict("a", "--augment", "scales=0"), "--augment scales=0: ", "scales=0.5,1,2");
    assertMistake(predict("a", "--augment", "flop"), "did you mean \"flip\"?");
    assertMistake(predict("a", "--overlap", "0.5"), "--overlap needs --tile");
    assertMistake(val("--tile-whole"), "--tile-whole needs --tile");
    assertMistake(predict("a", "--tile", "0"), "--tile 0", "give 32 or more");
    assertMistake(
        predict("a", "--tile", "64", "--overlap", "1"), "--overlap 1.0", "outside [0, 0.9]");
    assertMistake(predict("a", "--tile", "x"), "--tile");
    assertMistake(predict("a", "--tile", "64", "--why", "1,1"), "--why explains", "leave out");
    Path detections = Files.writeString(folder.resolve("d.json"), "[]");
    assertMistake(
        CommandLineRun.of(
            "val",
            "--ground-truth",
            detections.toString(),
            "--detections",
            detections.toString(),
            "--augment",
            "flip"),
        "--augment and --tile need --model");
    assertThat(folder.resolve("runs/a")).doesNotExist();
  }

  @Test
  void facesHaveLandmarksInJson() throws IOException {
    Path image = Path.of("faces", "7.jpg");
    float[] points = {1, 2, 3, 2, 2, 3, 1, 4.1f, 3, 4};
    Detections faces =
        new Detections(new float[] {0, 0, 5, 6}, new float[] {0.5f}, new int[] {0}, points);
    Path file = folder.resolve("faces.json");
    LabelMap labels = LabelMap.ofNames(List.of("face"));

    CocoDetection.writeAll(ResultIds.of(List.of(image), labels).entries(image, faces), file);

    assertThat(Files.readString(file))
        .contains("\"landmarks\":[[1.0,2.0],[3.0,2.0],[2.0,3.0],[1.0,4.1],[3.0,4.0]]}]");
    assertThat(CocoDetection.readAll(file)).hasSize(1);
    assertThat(json(predict("none")).get(0).has("landmarks")).isFalse();
  }

  @Test
  void optionsWithoutAValueDoNotConsumeImages() {
    for (String option : List.of("--augment", "--tile")) {
      CommandLineRun run =
          CommandLineRun.of(
              "predict",
              "--model",
              model.toString(),
              option,
              shapes.resolve("images").toString(),
              "--out",
              folder.resolve("runs/bare" + option).toString());
      assertThat(run.exitCode()).as(run.errors()).isZero();
    }
  }

  @Test
  void textAfterAnEqualsSignIsAlwaysTheValue() {
    assertThat(predict("x", "--tile=abc").errors()).contains("--tile");
    assertThat(predict("y", "--augment=abc").errors()).contains("is unknown");
  }

  @Test
  void warnsOfScalesFarFromTheTrainedScale() {
    assertThat(predict("far", "--augment", "scales=0.5,1").errors())
        .contains("does not contain the object sizes of its training");
    assertThat(predict("near", "--augment").errors()).doesNotContain("warning");
  }
}
