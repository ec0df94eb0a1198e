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

import dev.osprey.weights.ModelFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Osprey reads the unusual files that peers read. */
class ForeignFilesTest {

  @ParameterizedTest
  @CsvSource({
    "02-ids-are-texts/truth.json, 02-ids-are-texts/perfect.json",
    "06-large-ids/hashes-of-64-bits.json, 06-large-ids/hashes-of-64-bits-perfect.json",
    "06-large-ids/beyond-2-to-53.json, 06-large-ids/beyond-2-to-53-perfect.json",
    "06-large-ids/categories-beyond-2-to-31.json, 06-large-ids/categories-beyond-2-to-31-perfect.json",
    "01-root-category/same-name/train/_annotations.coco.json, 01-root-category/perfect.json",
    "44-class-names/table.json, 44-class-names/table-perfect.json"
  })
  void perfectResultsHaveAnApOfOne(String truth, String found) {
    CommandLineRun run = compare(truth, found);
    remarks(run);
    assertThat(ap(run)).isEqualTo(1);
  }

  @Test
  void rootCategoryWithoutObjectsIsNotAClass() throws IOException {
    assertThat(ap(valFolder("01-root-category/same-name", "--split", "train")))
        .isEqualTo(ap("all"));
    CommandLineRun run = trainShortly("01", "01-root-category/other-name", "base/coco");
    assertThat(remarks(run)).contains("\"shapes-7xk2\" (id 0) has no objects");
    try (ModelFile model = ModelFile.open(output("01/last.safetensors"))) {
      assertThat(model.labels().names()).containsExactlyInAnyOrder("disc", "box");
    }
  }

  @ParameterizedTest
  @CsvSource({"counters-of-a-profiler.pth, total_ops", "weight-of-a-loss.ckpt, criterion.weight"})
  void foreignKeysAreLeftOutAndNamed(String checkpoint, String leftOut) {
    CommandLineRun run =
        CommandLineRun.of(
            "import",
            path("48-keys-of-others/" + checkpoint).toString(),
            "--preset",
            "retinaface-mobilenet025",
            "--out",
            output(checkpoint + ".safetensors").toString());
    assertThat(remarks(run) + run.output()).contains(leftOut);
  }

  @Test
  void folderBehindALinkIsRead() throws IOException {
    Path link = Files.createSymbolicLink(output("link"), path("34-links/pictures"));
    for (String source : List.of(link.toString(), link + "/*.png")) {
      CommandLineRun run = predict("34-" + source.length(), source);
      remarks(run);
      assertThat(run.output().lines()).hasSize(3);
    }
  }

  @Test
  void circularLinksAreFollowedOnce() throws IOException {
    Files.createSymbolicLink(path("34-links/loop/images/train/again"), Path.of("."));
    CommandLineRun run = valFolder("34-links/loop");
    remarks(run);
    assertThat(run.output()).containsPattern("(?m)^disc +6 ");
  }

  @Test
  void hiddenFilesAreSkipped() {
    String images = path("32-hidden-files/pictures").toString();
    for (String source : List.of(images, images + "/*.png")) {
      CommandLineRun run = predict("32-" + source.length(), source);
      assertThat(remarks(run)).doesNotContain("._", "could not", "skipped:");
      assertThat(run.output().lines()).hasSize(2);
    }
  }

  @Test
  void messageNamesTheVariableToSetIfThereIsNoLocale() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "dev.osprey.cli.Main",
            "predict",
            "--model",
            ForeignFiles.model(),
            path("36-no-locale/bilder").toString(),
            "--out",
            output("36-no-locale").toString());
    builder.environment().put("LC_ALL", "C");
    Process process = builder.redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isEqualTo(2);
    assertThat(printed).contains("LC_ALL=C.UTF-8").doesNotContain("Exception", "\tat ");
  }

  @Test
  void fileAndFolderNamesMayHaveAnyLetters() {
    CommandLineRun run = predict("36", path("36-no-locale/bilder").toString());
    remarks(run);
    assertThat(run.output()).contains("disc");
    remarks(valFolder("36-no-locale/größe"));
  }

  @Test
  void classNamesMayHaveAnyCharacters() {
    Path model = output("44/last.safetensors");
    Path exported = output("44.onnx");
    remarks(
        trainShortly(
            "44", "44-class-names/emoji", "44-class-names/emoji", "data.validation.split=train"));
    remarks(
        CommandLineRun.of(
            "export",
            "--model",
            model.toString(),
            "--format",
            "onnx",
            "--out",
            exported.toString()));
    remarks(
        CommandLineRun.of(
            "predict",
            "--model",
            exported.toString(),
            path("base/coco/val").toString(),
            "--out",
            output("44p").toString()));
    remarks(CommandLineRun.of("doctor", "--model", model.toString()));
  }

  @Test
  void tablesHaveOneShortLineForEachClass() {
    CommandLineRun run = compare("44-class-names/table.json", "44-class-names/table-perfect.json");
    assertThat(run.output().lines()).allMatch(line -> line.length() < 120);
  }

  @Test
  void classNameWithACommaCanBeSelected() {
    CommandLineRun run =
        valFolder("44-class-names/comma", "--split", "train", "--only", "disc,\"box, blue\"");
    assertThat(refusal(run)).contains("\"box, blue\"", "the model does not know");
  }

  @ParameterizedTest
  @ValueSource(strings = {"relative", "list"})
  void windowsPathsAreUnderstood(String set) {
    assertThat(ap(valFolder("21-windows-paths/" + set))).isEqualTo(ap("three"));
  }

  @Test
  void classNamesInASeparateFileAreRead() {
    assertThat(ap(valFolder("22-names-of-classes/names-is-a-file"))).isEqualTo(ap("three"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "words-of-yaml | yes",
        "numbers       | 1.10",
      })
  void classNamesAreReadAsWritten(String set, String name) {
    assertThat(refusal(valFolder("22-names-of-classes/" + set)))
        .contains("has an object of class \"" + name + "\", which the model does not know");
  }

  @ParameterizedTest
  @ValueSource(strings = {"encoded", "other-machine", "label-studio-windows", "upper-case-ending"})
  void absolutePathsOfOtherMachinesAreMatchedByFileName(String file) {
    CommandLineRun run = valFiles("07-file-names/" + file + ".json", "07-file-names/images");
    assertThat(remarks(run)).contains("10 images found under other names");
    assertThat(ap(run)).isEqualTo(ap("all"));
  }

  @Test
  void composedAndDecomposedAccentsMatch() {
    assertThat(ap(valFiles("07-file-names/accents/truth.json", "07-file-names/accents/images")))
        .isEqualTo(ap("three"));
  }

  @Test
  void boxesAreComputedFromMasks() {
    assertThat(ap(valFiles("03-no-boxes/polygons-alone.json", "03-no-boxes/images")))
        .isEqualTo(ap("all"));
  }

  @Test
  void imageSizeComesFromTheFileIfAnnotationsAreWrong() {
    CommandLineRun run = valFiles("15-sizes-swapped/truth.json", "15-sizes-swapped/images");
    assertThat(remarks(run)).contains("is 96 wide and 72 high");
    assertThat(ap(run)).isEqualTo(ap("three"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nan", "NaN"})
  void invalidNumbersAreSkippedOnRequest(String set) {
    assertThat(ap(valFolder("25-labels/" + set, "--on-invalid", "skip"))).isEqualTo(ap("three"));
  }

  @Test
  void labelsMayBeUtf16() {
    assertThat(ap(valFolder("25-labels/utf16"))).isEqualTo(ap("three"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"headings", "semicolons", "index"})
  void csvHeadingsAndSeparatorsAreRecognised(String file) {
    CommandLineRun run =
        ForeignFiles.val(
            "--annotations",
            path("28-csv/" + file + ".csv").toString(),
            "--classes",
            path("28-csv/classes.csv").toString());
    remarks(run);
    assertThat(ap(run)).isEqualTo(ap("all"));
  }

  @ParameterizedTest
  @CsvSource({"23-cvat-yolo, ", "29-roboflow-csv, train", "26-folders/yaml-of-another-name, "})
  void layoutsOfLabellingToolsAreRecognised(String folder, String split) {
    CommandLineRun run = split == null ? valFolder(folder) : valFolder(folder, "--split", split);
    remarks(run);
    assertThat(ap(run)).isEqualTo(ap("three"));
  }

  @Test
  void bracketsInAFolderNameAreNotAPattern() {
    CommandLineRun run = predict("35", path("35-pattern-below-brackets") + "/run[1] (copy)/*.png");
    remarks(run);
    assertThat(run.output().lines()).hasSize(2);
  }
}
