package dev.osprey.cli.val;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.cli.CommandLineRun;
import dev.osprey.detection.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code val --metric wider}, of result files and of a model. */
class WiderEvaluationTest extends WiderCase {
  @Test
  void resultFilesGiveEasyMediumHard() {
    // Normalised scores 1, 0.5, 0. Easy leaves the last one out: 1 of 1 face, then a miss. Medium:
    // hit, miss, hit of 2 faces, 1/2 + 1/2 · 2/3. Hard: of 4 faces.
    CommandLineRun run = val("--detections", results);

    assertThat(run.exitCode()).isZero();
    assertThat(run.errors()).isEmpty();
    assertThat(run.output())
        .isEqualTo(
            """
            WIDER FACE AP @[ IoU=0.50 | 2 images | 3 detections ]
            subset    faces       AP
            easy          1   1.0000
            medium        2   0.8333
            hard          4   0.4167
            """);
  }

  @Test
  void jsonHasTheNumbersInFull() throws IOException {
    JsonNode json = json(val("--detections", results, "--json", "-"));

    assertThat(json.get("metric").asText()).isEqualTo("wider");
    assertThat(json.at("/settings/iouThreshold").asDouble()).isEqualTo(0.5);
    assertThat(json.get("easy").asDouble()).isEqualTo(1);
    assertThat(json.get("medium").asDouble()).isCloseTo(5 / 6.0, within(1e-12));
    assertThat(json.get("hard").asDouble()).isCloseTo(5 / 12.0, within(1e-12));
    assertThat(json.at("/faces/hard").asInt()).isEqualTo(4);
    assertThat(json.get("pictures").asInt()).isEqualTo(2);
    assertThat(json.get("detections").asInt()).isEqualTo(3);

    Path file = folder.resolve("metrics.json");
    assertThat(val("--detections", results, "--json", file).exitCode()).isZero();
    assertThat(ConfigReader.readJson(JsonNode.class, Files.readString(file), "file"))
        .isEqualTo(json);
    assertMistake(val("--detections", results, "--json", file), "exists already");
  }

  @Test
  void iouThresholdCanBeSet() throws IOException {
    // 10 × 6 of 10 × 10 pixels
    Files.writeString(results.resolve(EVENT + "/a.txt"), "a\n2\n0 0 9 5 0.75\n500 0 9 9 0.25\n");

    assertThat(json(val("--detections", results, "--json", "-")).get("easy").asDouble())
        .isEqualTo(1);
    assertThat(
            json(val("--detections", results, "--iou", "0.7", "--json", "-"))
                .get("easy")
                .asDouble())
        .isZero();
    assertThat(val("--detections", results, "--iou", "0.7").output()).contains("IoU=0.70");
    assertMistake(
        val("--detections", results, "--iou", "0.5,0.6"), "--iou takes one value", "wider");
    assertMistake(val("--detections", results, "--iou", "0"), "WIDER FACE", "(0, 1]");
  }

  @Test
  void warnsOfEqualScores() throws IOException {
    Files.writeString(results.resolve(EVENT + "/a.txt"), "a\n1\n0 0 9 9 0.75\n");

    CommandLineRun run = val("--detections", results, "--json", "-");

    assertThat(json(run).get("easy").asDouble()).isZero();
    assertThat(run.errors()).contains("warning: all scores are 0.75", "normalised");
    Files.writeString(results.resolve(EVENT + "/a.txt"), "a\n0\n");
    CommandLineRun nothing = val("--detections", results, "--json", "-");
    assertThat(json(nothing).get("hard").asDouble()).isZero();
    assertThat(nothing.errors()).isEmpty();
  }

  @Test
  void mistakesInFilesAreNamed() throws IOException {
    assertMistake(val("--detections", folder.resolve("none")), "none", "does not exist");
    Files.writeString(results.resolve(EVENT + "/a.txt"), "a\n1\n0 0 9 9\n");
    assertMistake(val("--detections", results), "a.txt line 3 has 4 numbers");
    Files.delete(results.resolve(EVENT + "/a.txt"));
    assertMistake(val("--detections", results), "no result file for 1 of the 2", EVENT + "/a.txt");
    Files.delete(truth.resolve("wider_hard_val.mat"));
    assertMistake(val("--detections", results), "has no wider_hard_val.mat");
  }

  @Test
  void conflictingOptionsAreRefusedWithTheReason() {
    String[] files = {"--detections", results.toString()};
    assertMistake(val(), "an option is missing", "--detections DIR", "--model FILE --data DIR");
    assertMistake(val("--model", "m.safetensors"), "an option is missing", "--data DIR");
    assertMistake(
        CommandLineRun.of("val", "--metric", "wider", "--detections", results.toString()),
        "an option is missing",
        "--ground-truth");
    assertMistake(
        val("--model", "m.safetensors", "--detections", results), "--model and --detections");
    for (List<String> option :
        List.of(
            List.of("--area", "small=0:32"),
            List.of("--max-detections", "100"),
            List.of("--score", "0.3"),
            List.of("--format", "coco"),
            List.of("--only", "face"),
            List.of("--invalid-boxes", "skip"))) {
      assertMistake(
          val(files[0], files[1], option.get(0), option.get(1)),
          option.get(0) + " does not go with --metric wider");
    }
    assertMistake(val(files[0], files[1], "--data", "d"), "--data goes with --model");
    assertMistake(val(files[0], files[1], "--save-detections", "d"), "goes with --model");
    assertMistake(
        CommandLineRun.of("val", "--model", "m", "--data", "d", "--save-detections", "s"),
        "--save-detections goes with --metric wider");
  }

  @Test
  void modelAndItsSavedResultFilesGiveTheSameNumbers() throws IOException {
    Path data = images();
    Path model = model("faces", List.of("face"));
    Path saved = folder.resolve("saved");

    JsonNode direct =
        json(val("--model", model, "--data", data, "--save-detections", saved, "--json", "-"));
    JsonNode fromFiles = json(val("--detections", saved, "--json", "-"));

    assertThat(direct.get("detections").asInt()).isPositive();
    assertThat(fromFiles).isEqualTo(direct);
    assertThat(Files.readString(saved.resolve(EVENT + "/a.txt")))
        .matches("(?s)a\n\\d+\n(-?\\d+ -?\\d+ -?\\d+ -?\\d+ [0-9.E-]+\n)*");
    assertMistake(
        val("--model", model, "--data", data, "--save-detections", saved),
        "saved: exists and is not empty",
        "--save-detections another folder");
  }

  @Test
  void limitsOfTheModelAreRemovedUnlessTheyAreSet() throws IOException {
    Path data = images();
    Path model =
        model("limited", List.of("face"), "{scoreThreshold: 0.0, topK: 40, maxDetections: 3}");
    Object[] options = {"--model", model, "--data", data, "--json", "-"};

    CommandLineRun free = val(options);
    CommandLineRun few = val(with(options, "--set", "model.postprocess.maxDetections=3"));
    CommandLineRun both =
        val(
            with(
                options,
                "--set=model.postprocess.topK=40",
                "--set=model.postprocess.maxDetections=3"));
    CommandLineRun graph = val(with(options, "--engine", "onnx"));

    assertThat(json(free).get("detections").asInt()).isGreaterThan(80);
    assertThat(free.errors())
        .contains(
            "inference without the model's topK 40 and maxDetections 3, as Pytorch_Retinaface's"
                + " test script does; to keep them: --set model.postprocess.topK=40 --set"
                + " model.postprocess.maxDetections=3");
    assertThat(json(few).get("detections").asInt()).isEqualTo(6);
    assertThat(few.errors()).contains("the model's topK 40, as", "to keep it: ");
    assertThat(json(both).get("detections").asInt()).isEqualTo(6);
    assertThat(both.errors()).doesNotContain("inference without");
    assertThat(json(graph).get("detections")).isEqualTo(json(free).get("detections"));
  }

  @Test
  void limitsOfAnExportedFileAreReported() throws IOException {
    Path model = model("limited", List.of("face"), "{maxDetections: 3}");
    Path file = folder.resolve("limited.onnx");
    CommandLineRun export =
        CommandLineRun.of(
            "export", "--model", model.toString(), "--format", "onnx", "--out", file.toString());
    assertThat(export.exitCode()).as(export.errors()).isZero();

    assertThat(val("--model", file, "--data", images()).errors())
        .contains(
            "warning: " + file + " has maxDetections 3 in its graph",
            "export the model again with --set model.postprocess.maxDetections=null");
  }

  private static Object[] with(Object[] options, Object... more) {
    return Stream.concat(Stream.of(options), Stream.of(more)).toArray();
  }

  @Test
  void faceIsTheOnlyClassOrTheOneOfThatName() throws IOException {
    // Equal weights: the faces of one of the last two models are the cats of the other.
    Path data = images();
    Path two = model("two", List.of("cat", "Face"));
    int all = 0;
    try (Predictor predictor = Predictor.load(two)) {
      for (String name : List.of("a", "b")) {
        all += predictor.detect(data.resolve("images/" + EVENT + "/" + name + ".jpg")).size();
      }
    }

    assertThat(found(model("one", List.of("head")), data)).isPositive();
    int second = found(two, data);
    int first = found(model("swapped", List.of("face", "cat")), data);
    assertThat(second).isPositive();
    assertThat(first).isPositive();
    assertThat(first + second).isEqualTo(all);
    assertMistake(
        val("--model", model("none", List.of("cat", "dog")), "--data", data),
        "class face",
        "cat, dog");
  }

  private int found(Path model, Path data) {
    Path images = data.resolve("images");
    return json(val("--model", model, "--data", images, "--json", "-")).get("detections").asInt();
  }

  @Test
  void missingImagesAreReportedBeforeAnythingIsWritten() throws IOException {
    Path data = images();
    Files.delete(data.resolve("images/" + EVENT + "/b.jpg"));
    Path saved = folder.resolve("saved");

    assertMistake(
        val("--model", model("faces", List.of("face")), "--data", data, "--save-detections", saved),
        "1 of the 2 images",
        EVENT + "/b",
        "--data");
    assertThat(saved).doesNotExist();
  }

  /** Two images in WIDER's folders. */
  private Path images() throws IOException {
    new ShapesDataset(1, 2, 96, 1).write(folder.resolve("shapes"));
    Path data = folder.resolve("WIDER_val");
    Path event = Files.createDirectories(data.resolve("images/" + EVENT));
    List<Path> drawn;
    try (Stream<Path> files = Files.list(folder.resolve("shapes/images"))) {
      drawn = files.sorted().toList();
    }
    Files.copy(drawn.get(0), event.resolve("a.jpg"));
    Files.copy(drawn.get(1), event.resolve("b.jpg"));
    return data;
  }

  /** A small untrained network that keeps all detections. */
  private Path model(String name, List<String> classes) {
    return model(name, classes, "{scoreThreshold: 0.0}");
  }

  private Path model(String name, List<String> classes, String postprocess) {
    Path file = folder.resolve(name + ".safetensors");
    ObjectNode tree =
        ConfigReader.readJson(
            ObjectNode.class,
            """
            preset: retinanet-r18-torchvision
            classes: %d
            preprocessing: {resize: {side: 64, longest: 64}}
            neck: {channels: 16}
            head: {depth: 1, channels: 16}
            postprocess: %s
            """
                .formatted(classes.size(), postprocess),
            "test");
    Detector detector =
        ConfigReader.read(Detector.Config.class, Presets.resolve(tree), "test").create();
    try (Weights weights = Weights.initialize(detector.network(), Engine.cpu(), 1)) {
      ModelFile.write(file, detector.config(), LabelMap.ofNames(classes), weights, Map.of());
    }
    return file;
  }
}
