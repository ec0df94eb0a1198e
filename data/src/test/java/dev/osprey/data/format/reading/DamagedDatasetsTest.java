package dev.osprey.data.format.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.WiderGroundTruth;
import dev.osprey.data.result.CocoDetection;
import dev.osprey.data.result.WiderResultFolder;
import dev.osprey.data.result.WiderTruth;
import dev.osprey.testing.DamagedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged annotation files of all kinds are read or refused, in bounded memory and time. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamagedDatasetsTest {
  private static final int SHARE = 20;

  /** Each file is read twice. */
  private static final long MAXIMUM_BYTES = 64L << 20;

  @TempDir Path folder;
  private DrawnFiles files;

  @BeforeEach
  void draw() {
    files = new DrawnFiles(folder);
    files.image("images/a.jpg", 60, 40);
    files.image("images/b.jpg", 60, 40);
  }

  private void assertReadOrRefused(Path file, Consumer<Path> reading) throws IOException {
    new DamagedFiles(file, Files.readAllBytes(file))
        .oneIn(SHARE)
        .within(2 * MAXIMUM_BYTES)
        .assertReadOrRefused(reading);
  }

  /** Faulty entries are refused, or left out and reported in one line each. */
  private void assertReadOrRefused(Path file, DatasetSource source) throws IOException {
    assertReadOrRefused(
        file,
        path -> {
          try {
            read(source.withOnInvalid(OnInvalid.FIX));
          } catch (UserError e) {
            read(source.withOnInvalid(OnInvalid.FAIL)); // refused as well
            throw e;
          }
          read(source.withOnInvalid(OnInvalid.FAIL));
        });
  }

  private static void read(DatasetSource source) {
    Dataset dataset =
        DatasetFormats.read(
            source,
            warning ->
                assertThat(warning.chars().noneMatch(Character::isISOControl))
                    .as(warning)
                    .isTrue());
    dataset
        .samples()
        .forEach(
            sample ->
                sample
                    .annotations()
                    .forEach(one -> assertThat(one.area()).as(sample.toString()).isFinite()));
  }

  @Test
  void cocoAnnotations() throws IOException {
    Path file =
        files.text(
            "coco.json",
            "{\"images\": [{\"id\": 1, \"file_name\": \"a.jpg\", \"width\": 60, \"height\": 40},",
            "  {\"id\": 2, \"file_name\": \"b.jpg\", \"width\": 60, \"height\": 40}],",
            " \"categories\": [{\"id\": 1, \"name\": \"disc\", \"supercategory\": \"x\"},",
            "  {\"id\": 7, \"name\": \"box\"}],",
            " \"annotations\": [{\"id\": 1, \"image_id\": 1, \"category_id\": 7,",
            "  \"bbox\": [1.5, 2, 30, 20], \"area\": 600, \"iscrowd\": 0},",
            "  {\"id\": 2, \"image_id\": 2, \"category_id\": 1, \"segmentation\":",
            "  [[1, 1, 20, 1, 20, 20]]}, {\"id\": 3, \"image_id\": 2, \"category_id\": 1,",
            "  \"segmentation\": {\"size\": [40, 60], \"counts\": [100, 20, 2280]}}]}");
    assertReadOrRefused(
        file,
        DatasetSource.none()
            .withFormat("coco")
            .withAnnotations(file)
            .withImages(folder.resolve("images")));
  }

  @Test
  void cocoResults() throws IOException {
    Path file =
        files.text(
            "results.json",
            "[{\"image_id\": 1, \"category_id\": 7, \"bbox\": [1.5, 2, 30, 20], \"score\": 0.9},",
            " {\"image_id\": \"b\", \"category_id\": 1, \"bbox\": [1, 2, 3, 4], \"score\": 1e-3}]");
    assertReadOrRefused(file, CocoDetection::readAll);
  }

  @Test
  void vocAnnotations() throws IOException {
    Path file =
        files.text(
            "Annotations/a.xml",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<annotation><folder>images</folder><filename>a.jpg</filename>",
            "<size><width>60</width><height>40</height><depth>3</depth></size>",
            "<object><name>disc</name><difficult>0</difficult><part><name>p</name></part>",
            "<bndbox><xmin>1</xmin><ymin>2</ymin><xmax>30</xmax><ymax>20</ymax></bndbox></object>",
            "</annotation>");
    assertReadOrRefused(
        file, DatasetSource.of(folder).withFormat("voc").withImages(folder.resolve("images")));
  }

  @Test
  void csvRowsAndClasses() throws IOException {
    Path rows =
        files.text("rows.csv", "a.jpg,1,2,30,20,disc", "a.jpg,5,5,9,9,\"box, red\"", "b.jpg,,,,,");
    Path classes = files.text("classes.csv", "disc,0", "\"box, red\",1");
    DatasetSource source =
        DatasetSource.none()
            .withFormat("csv")
            .withAnnotations(rows)
            .withClasses(classes)
            .withImages(folder.resolve("images"));
    assertReadOrRefused(rows, source);
    files.text("rows.csv", "a.jpg,1,2,30,20,disc");
    assertReadOrRefused(classes, source);
  }

  @Test
  void yoloLabelsAndDescription() throws IOException {
    Path labels =
        files.text(
            "labels/a.txt",
            "1 0.5 0.5 0.2 0.4",
            "0 0.1 0.1 0.2 0.1 0.2 0.2 0.1 0.2",
            "1 5.0e-1 0.25 .1 0.1");
    Path data =
        files.text(
            "data.yaml",
            "path: .",
            "train: images",
            "nc: 2",
            "names: {0: disc, 1: box}",
            "colours: &c [red, green]",
            "others: *c",
            "text: |",
            "  several",
            "  lines");
    DatasetSource source = DatasetSource.none().withFormat("yolo").withAnnotations(data);
    assertReadOrRefused(labels, source);
    files.text("labels/a.txt", "1 0.5 0.5 0.2 0.4");
    assertReadOrRefused(data, source);
  }

  @Test
  void darknetDescriptionAndList() throws IOException {
    Path data =
        files.text("obj.data", "classes = 2", "train = data/train.txt", "names = data/obj.names");
    files.text("obj.names", "disc", "box");
    Path list = files.text("train.txt", "images/a.jpg", "data/images/b.jpg");
    files.text("images/a.txt", "1 0.5 0.5 0.2 0.4");
    files.text("images/b.txt", "0 0.5 0.5 0.2 0.4");
    DatasetSource source = DatasetSource.none().withFormat("yolo").withAnnotations(data);
    assertReadOrRefused(
        data,
        file -> {
          try {
            read(source);
          } catch (UserError e) {
            // A file that is no longer a description is not named; the folder or the missing file
            // is named instead.
            throw new UserError("obj.data: " + e.getMessage(), e);
          }
        });
    files.text("obj.data", "classes = 2", "train = data/train.txt", "names = data/obj.names");
    assertReadOrRefused(list, source);
  }

  @Test
  void widerBoxesAndLandmarks() throws IOException {
    Path boxes =
        files.text(
            "boxes.txt",
            "a.jpg",
            "2",
            "1 2 30 20 0 0 0 0 0 0",
            "5 5 9 9 1 0 0 1 2 0",
            "b.jpg",
            "0",
            "0 0 0 0 0 0 0 0 0 0");
    Path landmarks =
        files.text(
            "landmarks.txt",
            "# a.jpg",
            "1 2 30 20 5 5 0.0 9 5 0.0 7 7 0.0 5 9 0.0 9 9 0.0 0.8",
            "5 5 9 9 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 0.2",
            "# b.jpg");
    for (Path file : new Path[] {boxes, landmarks}) {
      assertReadOrRefused(
          file,
          DatasetSource.none()
              .withFormat("wider")
              .withAnnotations(file)
              .withImages(folder.resolve("images")));
    }
  }

  @Test
  void widerGroundTruthAndResults() throws IOException {
    Path truth =
        new WiderGroundTruth()
            .with(
                "0--Parade",
                "a",
                new int[][] {{1, 2, 30, 20}},
                new int[] {1},
                new int[0],
                new int[0])
            .with("0--Parade", "b", new int[0][], new int[0], new int[0], new int[0])
            .with(
                "1--Fire",
                "c",
                new int[][] {{1, 2, 9, 9}, {3, 4, 9, 9}},
                new int[] {1, 2},
                new int[] {2},
                new int[0])
            .write(folder.resolve("truth"));
    for (String name : new String[] {"wider_face_val.mat", "wider_hard_val.mat"}) {
      byte[] whole = Files.readAllBytes(truth.resolve(name));
      assertReadOrRefused(
          truth.resolve(name),
          file -> {
            try {
              assertThat(WiderTruth.read(truth).images()).isNotEmpty();
            } catch (UserError e) {
              // If files contradict each other, the message may name another file than the damaged
              // one.
              assertThat(e.getMessage()).containsAnyOf("wider_", "the ground truth");
              throw new UserError(name + ": " + e.getMessage(), e);
            }
          });
      Files.write(truth.resolve(name), whole);
    }
    WiderTruth read = WiderTruth.read(truth);
    Path result = files.text("results/0--Parade/a.txt", "a", "1", "1 2 30 20 0.9");
    files.text("results/0--Parade/b.txt", "b", "0");
    files.text("results/1--Fire/c.txt", "c", "2", "1 2 9 9 0.9", "3 4 9 9 0.25");
    assertReadOrRefused(result, file -> WiderResultFolder.read(folder.resolve("results"), read));
  }
}
