package dev.osprey.cli;

import static dev.osprey.cli.ForeignFiles.output;
import static dev.osprey.cli.ForeignFiles.path;
import static dev.osprey.cli.ForeignFiles.predict;
import static dev.osprey.cli.ForeignFiles.refusal;
import static dev.osprey.cli.ForeignFiles.remarks;
import static dev.osprey.cli.ForeignFiles.valFiles;
import static dev.osprey.cli.ForeignFiles.valFolder;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file that cannot be read gives one message: what the file is, and what to do. */
class UnreadableFilesTest {

  @Test
  void objectsWithoutBoxesAreCounted() {
    assertThat(refusal(valFiles("03-no-boxes/two-of-27-without.json", "03-no-boxes/images")))
        .contains("2 faulty entries: 2 objects without a box", "annotation 1 has no bbox");
    CommandLineRun run =
        valFiles(
            "03-no-boxes/two-of-27-without.json", "03-no-boxes/images", "--invalid-boxes", "skip");
    assertThat(remarks(run)).contains("2 objects without a box are left out");
    assertThat(run.output()).containsPattern("(?m)^disc +10 ").containsPattern("(?m)^box +15 ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "latin1 | line 1: this is not UTF-8 text",
        "comma  | there is an extra comma",
        "zip    | is a zip archive",
        "page   | is a web page",
      })
  void filesThatAreNotJsonAreNamed(String file, String what) {
    assertThat(refusal(valFiles("14-not-json/" + file + ".json", "14-not-json/images")))
        .contains(what);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "21-windows-paths/quoted     | tab",
        "22-names-of-classes/cp1252  | not UTF-8",
        "22-names-of-classes/tab     | spaces",
      })
  void mistakesInDataYamlAreNamed(String set, String what) {
    assertThat(refusal(valFolder(set))).contains(what);
  }

  @Test
  void csvInAnotherEncodingIsReportedWithItsLine() {
    CommandLineRun run =
        ForeignFiles.val(
            "--annotations",
            path("28-csv/cp1252.csv").toString(),
            "--classes",
            path("28-csv/classes.csv").toString());
    assertThat(refusal(run)).contains("cp1252.csv line ", "not UTF-8");
  }

  @Test
  void filesThatAreNotImagesAreReportedWithTheirKind() {
    String message = refusal(predict("31", path("31-not-pictures/pictures").toString()));
    assertThat(message)
        .contains("HEIC", "AVIF", "a web page", "PDF", "git lfs pull")
        .containsPattern("and \\d+ more")
        .doesNotContain("version https://");
  }

  @ParameterizedTest
  @CsvSource({
    "five-bands.tif, 5",
    "float32.tif, 32",
    "uint32.tif, 32",
    "bigtiff.tif, BigTIFF",
    "signed-16.tif, signed"
  })
  void unsupportedKindsOfTiffAreNamed(String file, String kind) {
    CommandLineRun run = predict("39-" + file, path("39-tiff-of-other-kinds/" + file).toString());
    assertThat(run.exitCode() == 0 ? kind : refusal(run)).contains(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "lfs.pth, git lfs pull",
    "page.pth, web page",
    "empty.pth, empty",
    "gzipped.pth.gz, gzip"
  })
  void filesThatAreNotCheckpointsAreReportedWithTheirKind(String file, String what) {
    CommandLineRun run =
        CommandLineRun.of(
            "import",
            path("50-not-checkpoints/" + file).toString(),
            "--preset",
            "retinaface-mobilenet025",
            "--out",
            output("50-" + file + ".safetensors").toString());
    assertThat(refusal(run)).contains(what);
  }

  @Test
  void missingSplitIsReportedWithItsConfigurationKey() {
    CommandLineRun run =
        CommandLineRun.of(
            "train",
            path("47-yaml/no-split.yaml").toString(),
            "--out",
            output("47").toString(),
            "data.train.folder=" + path("base/coco"));
    assertThat(refusal(run)).contains("data.train.split=train");
  }

  @Test
  void configurationMayBeUtf16() {
    CommandLineRun run =
        CommandLineRun.of(
            "train",
            path("47-yaml/utf16.yaml").toString(),
            "--out",
            output("47u").toString(),
            "data.train.folder=" + path("base/coco"),
            "data.train.split=train",
            "training.epochs=1");
    remarks(run);
  }
}
