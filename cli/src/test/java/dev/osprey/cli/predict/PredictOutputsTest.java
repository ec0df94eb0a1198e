package dev.osprey.cli.predict;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.cli.CommandLineRun;
import dev.osprey.cli.SmallModel;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The output files of {@code predict}, also if some images cannot be read. */
class PredictOutputsTest {
  private static final List<String> CLASSES = List.of("cell", "../up", "CELL", "a,b");

  @TempDir static Path folder;

  private static Path model;
  private static Path images;
  private static int runs;

  @BeforeAll
  static void writeModelAndImages() throws IOException {
    Detector detector =
        SmallModel.detector(CLASSES.size(), "{scoreThreshold: 0.001, maxDetections: 12}");
    model = folder.resolve("m.safetensors");
    try (Weights weights = Weights.initialize(detector.network(), Engine.cpu(), 1)) {
      ModelFile.write(model, detector.config(), LabelMap.ofNames(CLASSES), weights, Map.of());
    }
    images = folder.resolve("images");
    var unused = Files.createDirectories(images.resolve("inside"));
    for (String name : List.of("a.png", "b.png", "c.jpg", "inside/d.png")) {
      ImageCodec.write(noise(name.hashCode()), images.resolve(name));
    }
    Files.writeString(images.resolve("bad.png"), "no image");
  }

  private static RgbImage noise(long seed) {
    byte[] pixels = new byte[3 * 60 * 80];
    new Random(seed).nextBytes(pixels);
    return new RgbImage(new ImageSize(60, 80), pixels);
  }

  private static Path out() {
    return folder.resolve("out" + runs);
  }

  private static CommandLineRun predict(Object... arguments) {
    runs++;
    List<String> all = new ArrayList<>(List.of("predict", "--model", model.toString()));
    all.addAll(List.of("--out", out().toString(), "--score", "0"));
    Stream.of(arguments).map(Object::toString).forEach(all::add);
    return CommandLineRun.of(all.toArray(String[]::new));
  }

  private static JsonNode json(String name) throws IOException {
    return ConfigReader.readJson(JsonNode.class, Files.readString(out().resolve(name)), name);
  }

  private static List<String> values(JsonNode array, String field) {
    List<String> values = new ArrayList<>();
    array.forEach(entry -> values.add(entry.path(field).asText()));
    return values;
  }

  @Test
  void failureOfOneImageDoesNotAffectTheOthers() throws IOException {
    CommandLineRun run = predict(images);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .contains("1 of 4 images could not be used; all others are done:", "bad.png")
        .contains("1 subfolder (--recursive also reads subfolders)")
        .contains("speed: decoding ", "network ", "selection ", "the first image, which warms");
    assertThat(values(json("detections.json"), "file_name"))
        .hasSize(36)
        .contains(images.resolve("a.png").toString(), images.resolve("c.jpg").toString());
    assertThat(out().resolve("c.jpg")).exists();
    assertThat(out().resolve("bad.png")).doesNotExist();
    try (Stream<Path> files = Files.list(out())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.contains("part"));
    }
  }

  @Test
  void categoriesAndImagesAreWrittenBesideTheDetections() throws IOException {
    predict(images, "--recursive");

    JsonNode coco = json("detections.coco.json");
    assertThat(values(coco.path("categories"), "name")).isEqualTo(CLASSES);
    assertThat(values(coco.path("images"), "file_name")).hasSize(5);
    assertThat(coco.path("annotations").isArray()).isTrue();
    List<String> images = values(coco.path("images"), "id");
    List<String> ids = values(coco.path("categories"), "id");
    for (JsonNode entry : json("detections.json")) {
      assertThat(images).contains(entry.path("image_id").asText());
      int category = ids.indexOf(entry.path("category_id").asText());
      assertThat(entry.path("category_name").asText()).isEqualTo(CLASSES.get(category));
    }
  }

  @Test
  void onlyTheSelectedClassesAreShown() throws IOException {
    assertThat(predict(images.resolve("a.png"), "--classes", "cell,\"a,b\"").exitCode()).isZero();
    assertThat(values(json("detections.json"), "category_name")).isSubsetOf("cell", "a,b");
    assertThat(predict(images.resolve("a.png"), "--only", "a,b").exitCode()).isZero();
    assertThat(values(json("detections.json"), "category_name")).isSubsetOf("a,b");

    CommandLineRun wrong = predict(images.resolve("a.png"), "--classes", "cel");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.errors()).contains("no such class", "did you mean \"cell\"?");
    assertThat(out()).doesNotExist();
  }

  @Test
  void labelFilesAndCropsStayInTheirFolderForAnyClassName() throws IOException {
    CommandLineRun run =
        predict(images, "--recursive", "--save-txt", "--save-conf", "--save-crops");

    assertThat(run.exitCode()).as(run.errors()).isEqualTo(2);
    assertThat(Files.readAllLines(out().resolve("classes.txt"))).isEqualTo(CLASSES);
    List<String> lines = Files.readAllLines(out().resolve("labels/a.txt"));
    assertThat(lines).hasSize(12).allMatch(line -> line.matches("[0-3]( [01]\\.\\d{6}){5}"));
    assertThat(out().resolve("labels/d.txt")).exists();
    try (Stream<Path> files = Files.walk(out().resolve("crops"))) {
      List<Path> crops = files.filter(Files::isRegularFile).toList();
      assertThat(crops).hasSizeLessThanOrEqualTo(48).isNotEmpty();
      assertThat(
              crops.stream()
                  .map(file -> file.getName(file.getNameCount() - 2).toString())
                  .distinct())
          .isSubsetOf("cell", "__up", "_.up", "_up", "_._up", "CELL-2", "a,b");
      assertThat(crops).allMatch(file -> ImageCodec.read(file).width() > 0);
    }
    assertThat(folder.resolve("up")).doesNotExist();
  }

  @Test
  void unsupportedSourcesAreRefusedWithAdvice() {
    assertThat(predict("-").errors()).contains("standard input", "save the image to a file first");
    assertThat(predict("https://host/a.jpg").errors()).contains("download the image first");
    assertThat(predict("file:///tmp/a.jpg").errors()).contains("name the file by its path");
    assertThat(out()).doesNotExist();
  }

  @Test
  void detectionsOnStandardOutputAreOneJsonArray() {
    CommandLineRun run = predict(images, "--json", "-");

    JsonNode found = ConfigReader.readJson(JsonNode.class, run.output(), "output");
    assertThat(found.size()).isEqualTo(36);
  }

  @Test
  void existingOutputIsNotOverwritten() throws IOException {
    Path file = Files.writeString(folder.resolve("kept.json"), "mine");
    Path link = folder.resolve("link.json");
    Files.createSymbolicLink(link, folder.resolve("target-of-link.json"));

    assertThat(predict(images, "--json", file).errors()).contains("exists already");
    assertThat(file).hasContent("mine");
    assertThat(predict(images, "--json", link).errors()).contains("exists already");
    assertThat(folder.resolve("target-of-link.json")).doesNotExist();
  }
}
