package dev.osprey.cli.val;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.Matrix;

/** A small WIDER FACE ground truth with result files, in a folder. */
abstract class WiderCase {
  static final String EVENT = "0--Parade";
  @TempDir Path folder;
  Path truth;
  Path results;

  /**
   * Writes the ground truth of images a and b, each with two faces of 10 × 10 pixels at x 0 and
   * 100. Easy has the first face of a, medium both faces of a, hard all four. The results have both
   * faces of a, with a false positive between them by score, and nothing in b.
   */
  @BeforeEach
  void write() throws IOException {
    truth = Files.createDirectories(folder.resolve("wider_gt"));
    Cell faces = Mat5.newCell(2, 1);
    for (int i = 0; i < 2; i++) {
      faces.set(i, matrix(new double[][] {{0, 0, 9, 9}, {100, 0, 9, 9}}));
    }
    Cell names = Mat5.newCell(2, 1).set(0, Mat5.newString("a")).set(1, Mat5.newString("b"));
    mat(
        "face",
        Map.of(
            "event_list",
            Mat5.newCell(1, 1).set(0, Mat5.newString(EVENT)),
            "file_list",
            Mat5.newCell(1, 1).set(0, names),
            "face_bbx_list",
            Mat5.newCell(1, 1).set(0, faces)));
    mat("easy", counted(new double[][] {{1}}, new double[0][]));
    mat("medium", counted(new double[][] {{1}, {2}}, new double[0][]));
    mat("hard", counted(new double[][] {{1}, {2}}, new double[][] {{1}, {2}}));
    results = folder.resolve("results");
    Files.createDirectories(results.resolve(EVENT));
    Files.writeString(
        results.resolve(EVENT + "/a.txt"),
        "a\n3\n0 0 9 9 0.75 \n500 0 9 9 0.5 \n100 0 9 9 0.25 \n");
    Files.writeString(results.resolve(EVENT + "/b.txt"), "b\n0\n");
  }

  void mat(String name, Map<String, Array> variables) throws IOException {
    try (Mat5File content = Mat5.newMatFile()) {
      variables.forEach(content::addArray);
      Mat5.writeToFile(content, truth.resolve("wider_" + name + "_val.mat").toFile());
    }
  }

  static Map<String, Array> counted(double[][] first, double[][] second) {
    Cell images = Mat5.newCell(2, 1).set(0, matrix(first)).set(1, matrix(second));
    return Map.of("gt_list", Mat5.newCell(1, 1).set(0, images));
  }

  static Matrix matrix(double[][] rows) {
    Matrix matrix = Mat5.newMatrix(rows.length, rows.length == 0 ? 0 : rows[0].length);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        matrix.setDouble(i, j, rows[i][j]);
      }
    }
    return matrix;
  }

  CommandLineRun val(Object... options) {
    List<String> arguments =
        new ArrayList<>(List.of("val", "--metric", "wider", "--ground-truth", truth.toString()));
    Stream.of(options).map(Object::toString).forEach(arguments::add);
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  static JsonNode json(CommandLineRun run) {
    assertThat(run.exitCode()).as(run.errors()).isZero();
    return ConfigReader.readJson(JsonNode.class, run.output(), "standard output");
  }

  static void assertMistake(CommandLineRun run, String... parts) {
    assertThat(run.errors()).contains(parts).doesNotContain("\tat ", "Exception");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  static Object[] with(Object[] options, Object... more) {
    return Stream.concat(Stream.of(options), Stream.of(more)).toArray();
  }

  int found(Path model, Path data) {
    Path images = data.resolve("images");
    return json(val("--model", model, "--data", images, "--json", "-")).get("detections").asInt();
  }

  /** Two images in WIDER's folders. */
  Path images() throws IOException {
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
  Path model(String name, List<String> classes) {
    return model(name, classes, "{scoreThreshold: 0.0}");
  }

  Path model(String name, List<String> classes, String postprocess) {
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
