package dev.osprey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recipe for blood cells works on other data sets: one class, photographs of many sizes, other
 * layouts. Only the folders change (and, to save time, the size of images and network).
 */
class OtherDatasetsTest {
  private static final Path RECIPE =
      Path.of(System.getProperty("osprey.root", "."), "examples", "bccd-retinanet.yaml");
  private static final List<String> SMALL =
      List.of(
          "model.preprocessing.resize.side=64",
          "model.preprocessing.resize.longest=96",
          "model.neck.channels=32",
          "model.head.channels=32",
          "training.epochs=1",
          "evaluation.everyEpochs=1",
          "engine.device=cpu");

  @TempDir static Path folder;

  @BeforeAll
  static void drawSets() throws IOException {
    for (int i = 1; i <= 8; i++) {
      int width = 60 + 61 * i % 140;
      int height = 60 + 43 * i % 150;
      drawVoc(i, width, height);
      drawYolo(i, width, height);
    }
    write("raccoons/ImageSets/Main/train.txt", "r 1\nr 2.jpg\nr 3\nr 4\nr 5\n");
    write("raccoons/ImageSets/Main/val.txt", "r 6\r\nr 7\r\nr 8\r\n");
    write("yolo/data.yaml", "path: .\ntrain: images/train\nval: images/val\nnames: [fox]\n");
  }

  private static void drawVoc(int i, int width, int height) throws IOException {
    draw("raccoons/images/r " + i + ".JPG", width, height);
    write(
        "raccoons/annotations/r " + i + ".xml",
        ("<annotation><filename>r.png</filename><object><name>raccoon</name><bndbox><xmin>%d</xmin>"
                + "<ymin>%d</ymin><xmax>%d</xmax><ymax>%d</ymax></bndbox></object></annotation>")
            .formatted(width / 4, height / 4, width / 4 * 3, height));
  }

  private static void drawYolo(int i, int width, int height) throws IOException {
    String split = i < 6 ? "train" : "val";
    draw("yolo/images/" + split + "/f" + i + ".jpg", width, height);
    write("yolo/labels/" + split + "/f" + i + ".txt", "0 0.5 0.6 0.5 0.8\n");
  }

  private static void draw(String name, int width, int height) throws IOException {
    byte[] pixels = new byte[3 * width * height];
    for (int i = 0; i < pixels.length; i++) {
      int x = i / 3 % width;
      int y = i / 3 / width;
      boolean inside = x >= width / 4 && x < width / 4 * 3 && y >= height / 4;
      pixels[i] = (byte) (inside ? 220 : 40 + 5 * (x % 8));
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Path drawn = folder.resolve("drawn.jpg");
    ImageCodec.write(new RgbImage(new ImageSize(height, width), pixels), drawn);
    Files.move(drawn, file);
  }

  private static void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static CommandLineRun train(String run, String... settings) {
    List<String> arguments = new ArrayList<>(List.of("train", RECIPE.toString()));
    arguments.addAll(SMALL);
    arguments.addAll(List.of(settings));
    arguments.addAll(List.of("--out", folder.resolve(run).toString()));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void recipeTrainsOnOneClassAndImagesOfManySizes() {
    Path data = folder.resolve("raccoons");

    CommandLineRun outcome =
        train("voc", "data.train.folder=" + data, "data.validation.folder=" + data);

    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    assertThat(outcome.output()).contains("raccoon", "mAP50");
    assertThat(folder.resolve("voc/best.safetensors")).exists();
  }

  @Test
  void recipeTrainsOnJoinedDataSetsAndEvaluatesOnThem() {
    String joined =
        "[{folder: '"
            + folder.resolve("raccoons")
            + "'}, {folder: '"
            + folder.resolve("yolo")
            + "'}]";

    CommandLineRun outcome =
        train("joined", "data.train.joined=" + joined, "data.validation.joined=" + joined);

    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    assertThat(outcome.output()).contains("raccoon", "fox", "mAP50");
    CommandLineRun val =
        CommandLineRun.of(
            "val",
            "--model",
            folder.resolve("joined/best.safetensors").toString(),
            "--data",
            folder.resolve("yolo").toString(),
            "--split=valid",
            "--only=fox",
            "--empty-pictures=drop",
            "--voc-corners=one-based",
            "--invalid-boxes=clip",
            "--device=cpu");
    assertThat(val.exitCode()).as(val.errors()).isZero();
    assertThat(val.output()).contains("fox");
  }

  @Test
  void missingSplitIsReportedWithAdvice() {
    Path data = folder.resolve("raccoons");

    CommandLineRun outcome =
        train("none", "data.train.folder=" + data, "data.train.split=training2");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.errors())
        .contains(
            "has no split \"training2\". Give data.train.split=train or another of train, val");
  }

  @Test
  void mistypedCornersAndClassesAreNamed() {
    String data = folder.resolve("yolo").toString();

    assertThat(
            CommandLineRun.of("val", "--model=m", "--data", data, "--voc-corners=onebased")
                .errors())
        .contains("--voc-corners", "expected as-written or one-based");
    assertThat(
            CommandLineRun.of("val", "--model=m", "--data", data, "--empty-pictures=dropp")
                .errors())
        .contains("--empty-pictures");
  }
}
