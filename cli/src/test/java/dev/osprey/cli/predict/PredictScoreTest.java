package dev.osprey.cli.predict;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.cli.CommandLineRun;
import dev.osprey.core.LabelMap;
import dev.osprey.data.synthetic.ShapesDataset;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.preset.Presets;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.ModelFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code predict --score} and the score threshold of the model. */
class PredictScoreTest {
  @TempDir static Path folder;

  private static Path image;
  private static int runs;

  @BeforeAll
  static void drawImage() throws Exception {
    new ShapesDataset(1, 1, 96, 1).write(folder.resolve("shapes"));
    try (Stream<Path> files = Files.list(folder.resolve("shapes/images"))) {
      image = files.findFirst().orElseThrow();
    }
  }

  /** Untrained models with a score threshold above all scores. */
  @ParameterizedTest
  @CsvSource({
    "retinanet-r18-torchvision, postprocess, 0.001",
    "retinaface-mobilenet025, postprocess, 0.1",
    "fasterrcnn-r18, regions.postprocess, 0.1"
  })
  void scoreBelowTheThresholdOfTheModelLowersIt(String preset, String settings, String score)
      throws Exception {
    Path model = model(preset, 0.95);

    assertThat(found(run(model))).isEmpty();
    JsonNode lowered = found(run(model, "--score", score));
    assertThat(lowered).isNotEmpty();
    JsonNode set =
        found(run(model, "--set", "model." + settings + ".scoreThreshold=" + score, "--score=0"));
    assertThat(lowered).isEqualTo(set);
    assertThat(found(run(model, "--score", "0")).size()).isGreaterThanOrEqualTo(lowered.size());
  }

  @Test
  void thresholdGivenBySetOverridesTheScore() throws Exception {
    Path model = model("retinanet-r18-torchvision", 0.001);

    assertThat(found(run(model, "--score", "0"))).isNotEmpty();
    String key = "--set=model.postprocess";
    assertThat(found(run(model, "--score", "0", key + ".scoreThreshold=0.9"))).isEmpty();
    // the model's limit on detections applies to all scores
    assertThat(found(run(model, "--score", "0", key + ".maxDetections=3"))).hasSize(3);
  }

  @Test
  void exportedFileWarnsThatItDropsLowScores() throws Exception {
    Path file = exported(model("retinanet-r18-torchvision", 0.95));

    CommandLineRun low = run(file, "--score", "0.2");
    assertThat(found(low)).isEmpty();
    assertThat(low.errors())
        .contains(
            "warning: " + file + " drops scores that are not above 0.95",
            "--score 0.2 shows no more detections",
            "export the model again with --set model.postprocess.scoreThreshold=0.2");
    assertThat(run(file).errors()).doesNotContain("warning");
    assertThat(run(file, "--score", "0.95").errors()).doesNotContain("warning");
  }

  @Test
  void explanationNamesTheThresholdThatApplied() throws Exception {
    Path model = model("retinanet-r18-torchvision", 0.95);

    assertThat(run(model, "--why", "40,40").errors())
        .contains("is not above the model's score threshold 0.95");
    assertThat(run(model, "--why", "40,40", "--score", "0.9").errors())
        .contains("is not above the score threshold 0.9 (--score)");
    assertThat(
            run(
                    model,
                    "--why",
                    "40,40",
                    "--score",
                    "0.9",
                    "--set",
                    "model.postprocess.scoreThreshold=0.92")
                .errors())
        .contains("is not above the model's score threshold 0.92");
    assertThat(run(model, "--why", "40,40", "--score", "0").errors()).contains("is found: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.1", "1.5", "NaN", "Infinity", "0,5", "high", ""})
  void refusesTextThatIsNotAScore(String text) {
    CommandLineRun run =
        CommandLineRun.of("predict", "--model=m.safetensors", "--score=" + text, "p.png");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .contains("--score", "\"" + text + "\" is not a score", "from 0 to 1, such as 0.3")
        .doesNotContain("double");
  }

  private static CommandLineRun run(Path model, String... options) {
    List<String> arguments = new ArrayList<>(List.of("predict", "--model", model.toString()));
    arguments.addAll(List.of("--json", "-", "--out", folder.resolve("run" + runs++).toString()));
    arguments.addAll(List.of(options));
    arguments.add(image.toString());
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private static JsonNode found(CommandLineRun run) {
    assertThat(run.exitCode()).as(run.errors()).isZero();
    return ConfigReader.readJson(JsonNode.class, run.output(), "standard output");
  }

  private static Path model(String preset, double threshold) {
    Path file = folder.resolve(preset + "-" + threshold + ".safetensors");
    if (Files.exists(file)) {
      return file;
    }
    ObjectNode tree = ConfigReader.tree(Presets.config(preset).withClasses(1));
    if (tree.at("/preprocessing/resize").has("side")) {
      ((ObjectNode) tree.at("/preprocessing/resize")).put("side", 64).put("longest", 64);
    }
    if (tree.at("/regions/head").has("representation")) {
      ((ObjectNode) tree.at("/regions/head")).put("representation", 16);
    }
    Detector detector =
        ConfigReader.read(Detector.Config.class, tree, "test")
            .withScoreThreshold(threshold)
            .create();
    try (Weights weights = Weights.initialize(detector.network(), Engine.cpu(), 1)) {
      ModelFile.write(
          file, detector.config(), LabelMap.ofNames(List.of("face")), weights, Map.of());
    }
    return file;
  }

  private static Path exported(Path model) {
    Path file = folder.resolve("exported.onnx");
    CommandLineRun run =
        CommandLineRun.of(
            "export", "--model", model.toString(), "--format", "onnx", "--out", file.toString());
    assertThat(run.exitCode()).as(run.errors()).isZero();
    return file;
  }
}
