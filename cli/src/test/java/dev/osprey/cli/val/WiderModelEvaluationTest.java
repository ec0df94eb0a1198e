package dev.osprey.cli.val;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.cli.CommandLineRun;
import dev.osprey.predict.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code val --metric wider} of a model. */
class WiderModelEvaluationTest extends WiderCase {
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

  @Test
  void facesAreTheOnlyClassOrTheClassNamedFace() throws IOException {
    // Two models with equal weights and swapped class names: the faces of one are the other's cats.
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
}
