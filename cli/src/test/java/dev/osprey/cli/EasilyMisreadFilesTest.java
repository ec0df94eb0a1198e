package dev.osprey.cli;

import static dev.osprey.cli.ForeignFiles.ap;
import static dev.osprey.cli.ForeignFiles.compare;
import static dev.osprey.cli.ForeignFiles.output;
import static dev.osprey.cli.ForeignFiles.path;
import static dev.osprey.cli.ForeignFiles.predict;
import static dev.osprey.cli.ForeignFiles.refusal;
import static dev.osprey.cli.ForeignFiles.remarks;
import static dev.osprey.cli.ForeignFiles.trainShortly;
import static dev.osprey.cli.ForeignFiles.valFiles;
import static dev.osprey.cli.ForeignFiles.valFolder;
import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.EntryId;
import dev.osprey.data.format.coco.CocoFile;
import dev.osprey.data.image.codec.ImageCodec;
import dev.osprey.data.result.CocoDetection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are easily misread give the right result, or a warning is printed. */
class EasilyMisreadFilesTest {

  @Test
  void detectionsAreMatchedWithTheGroundTruthByFileNames() {
    Path truth = path("12-image-ids-by-position/truth.json");
    remarks(predict("12", path("12-image-ids-by-position/pictures").toString(), "--score", "0.05"));
    CommandLineRun run = compare(truth.toString(), output("12/detections.json").toString());
    assertThat(remarks(run)).contains("images are matched by file name");
    assertThat(ap(run)).isEqualTo(ap("all"));
  }

  @Test
  void detectionsAreMatchedWithTheGroundTruthByClassNames() {
    Path images = path("12-image-ids-by-position/pictures");
    CocoFile truth = CocoFile.read(path("12-image-ids-by-position/truth.json"));
    CocoFile renumbered =
        new CocoFile(
            truth.images(),
            truth.categories().stream()
                .map(each -> new CocoFile.Category(renumbered(each.id()), each.name(), null))
                .toList(),
            truth.annotations().stream()
                .map(
                    each ->
                        new CocoFile.Entry(
                            each.id(),
                            each.imageId(),
                            renumbered(each.categoryId()),
                            each.x(),
                            each.y(),
                            each.width(),
                            each.height(),
                            each.area(),
                            each.crowd()))
                .toList());
    Path file = output("renumbered.json");
    renumbered.write(file);
    remarks(predict("12c", images.toString(), "--score", "0.05"));
    CommandLineRun run = compare(file.toString(), output("12c/detections.json").toString());
    assertThat(remarks(run)).contains("classes are matched by name");
    assertThat(ap(run)).isEqualTo(ap("all"));

    remarks(predict("12d", images.toString(), "--score", "0.05", "--annotations", file.toString()));
    List<CocoDetection> found = CocoDetection.readAll(output("12d/detections.json"));
    assertThat(found).extracting(CocoDetection::categoryId).contains(EntryId.of(7), EntryId.of(3));
    CommandLineRun own = compare(file.toString(), output("12d/detections.json").toString());
    assertThat(remarks(own)).isEmpty();
    assertThat(ap(own)).isEqualTo(ap("all"));
  }

  private static EntryId renumbered(EntryId id) {
    return EntryId.of(id.equals(EntryId.of(1)) ? 7 : 3);
  }

  @Test
  void tiffOf16BitsHasThePixelsOfThePng() {
    byte[] expected = ImageCodec.read(path("39-tiff-of-16-bits/same-as.png")).pixels();
    for (String name : List.of("little-endian.tif", "big-endian.tif")) {
      assertThat(ImageCodec.read(path("39-tiff-of-16-bits/" + name)).pixels()).isEqualTo(expected);
    }
    CommandLineRun run = predict("39", path("39-tiff-of-16-bits").toString());
    assertThat(remarks(run)).doesNotContain("could not");
    assertThat(run.output().lines()).hasSize(3).allMatch(line -> line.endsWith(": 2 disc"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"five-points", "one-point", "five-points-with-visibility"})
  void boxesOfPoseLabelsAreReadFromTheFirstColumns(String set) {
    assertThat(ap(valFolder("20-pose-labels/" + set))).isEqualTo(ap("all"));
  }

  @Test
  void imageWithTwoIdsIsReportedWithBoth() {
    assertThat(remarks(valFiles("05-picture-twice/truth.json", "05-picture-twice/images")))
        .contains("img_1.png (ids 1 and 99)");
  }

  @Test
  void labelFilesWithoutImagesAreCounted() {
    assertThat(remarks(valFolder("26-folders/pictures-lost"))).contains("5 label files without");
  }

  @Test
  void jpegAndGifEndingsAreRecognised() {
    CommandLineRun run = predict("33", path("33-endings/pictures").toString());
    remarks(run);
    assertThat(run.output().lines()).hasSize(5);
    CommandLineRun alone = predict("33g", path("33-endings/gif-alone").toString());
    remarks(alone);
    assertThat(alone.output().lines()).hasSize(1);
  }

  @Test
  void bothBoxesOfAnObjectAreRead() {
    CommandLineRun run = valFolder("16-voc/two-boxes");
    assertThat(remarks(run)).contains("object 2 (disc) has 2 bndbox");
    assertThat(ap(run)).isEqualTo(ap("all"));
    assertThat(run.output()).containsPattern("(?m)^disc +12 ");
  }

  @Test
  void classNamesThatDifferOnlyByCaseAreReported() throws IOException {
    CommandLineRun run = trainShortly("16", "16-voc/capital", "base/coco", "data.train.split=null");
    assertThat(remarks(run)).contains("\"Disc\" and \"disc\" differ by case");
    assertThat(Files.readString(output("16/log.txt"))).contains("warning: ", "differ by case");
  }

  @Test
  void resultsThatCannotBeRightAreReported() {
    String truth = "11-odd-results/truth.json";
    assertThat(remarks(compare(truth, "11-odd-results/categories-from-zero.json")))
        .contains("12 of 27 detections have categories", "Do classes start from 0");
    assertThat(remarks(compare(truth, "11-odd-results/corners.json")))
        .contains("20 of 27 boxes extend beyond their images", "x1, y1, x2, y2");
    assertThat(remarks(compare(truth, "11-odd-results/negative-and-infinite.json")))
        .contains("a negative width or height", "not a finite number", "the first is detection 0");
    assertThat(remarks(compare(truth, "11-odd-results/lines.json"))).contains("JSON lines");
  }

  @Test
  void splitWithoutObjectsIsReportedBeforeTraining() {
    CommandLineRun val = trainShortly("46v", "46-no-objects/val-empty", "46-no-objects/val-empty");
    assertThat(remarks(val)).startsWith("warning: val: none of the 4 images has an object");
    assertThat(val.output()).contains("mAP50 none");
    CommandLineRun train =
        trainShortly("46t", "46-no-objects/train-empty", "46-no-objects/train-empty");
    assertThat(remarks(train)).startsWith("warning: train: none of the 10 images has an object");
  }

  @Test
  void boxWithoutAreaInFloat32IsNamed() {
    assertThat(refusal(trainShortly("42", "42-width-of-nothing", "base/coco")))
        .contains("annotation 99 has width 1.0E-6");
  }

  @Test
  void importReportsWeightsThatAreNotFinite() {
    Path imported = output("51.safetensors");
    CommandLineRun run =
        CommandLineRun.of(
            "import",
            path("51-not-finite/nan.pth").toString(),
            "--preset",
            "retinaface-mobilenet025",
            "--out",
            imported.toString());
    assertThat(run.errors()).contains("BboxHead.0.conv1x1.weight");
    if (run.exitCode() == 0) {
      CommandLineRun found =
          CommandLineRun.of(
              "predict",
              "--model",
              imported.toString(),
              path("base/coco/val/val_1.png").toString(),
              "--out",
              output("51").toString());
      assertThat(found.errors()).contains("not");
    }
  }

  @Test
  void scoreBelowTheThresholdOfTheModelLowersIt() {
    remarks(trainShortly("00", "base/coco", "base/coco"));
    CommandLineRun run =
        CommandLineRun.of(
            "predict",
            "--model",
            output("00/last.safetensors").toString(),
            path("base/coco/val").toString(),
            "--score",
            "0",
            "--out",
            output("00p").toString());
    remarks(run);
    assertThat(run.output()).doesNotContain("nothing found");
  }
}
