package dev.osprey.data.format;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.DrawnFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnknownLayoutTest {
  @TempDir Path folder;
  private DrawnFiles files;

  @BeforeEach
  void makeFolder() {
    files = new DrawnFiles(folder);
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertUnknown() {
    return assertThatThrownBy(() -> DatasetFormats.formatOf(DatasetSource.of(folder)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(folder + " has no known layout. It holds ");
  }

  @Test
  void listsTheContentsOfTheFolder() {
    for (int i = 0; i < 9; i++) {
      files.text("file" + i, "");
    }
    files.text(".hidden", "");
    assertUnknown()
        .hasMessageContaining("It holds file0, file1, file2, file3, file4, file5 and 3 more.");
  }

  @Test
  void suggestsTheCommandForAnAnnotationFileElsewhere() {
    Path json = files.text("my.json", "{\"images\": [], \"annotations\": [], \"categories\": []}");
    files.image("images/a.jpg", 10, 10);
    assertUnknown()
        .hasMessageContaining("It holds images/, my.json.")
        .hasMessageContaining("looks like COCO's: --annotations " + json + " --images DIR");
  }

  @Test
  void noticesLabelsBesideTheirImages() {
    files.image("a.jpg", 10, 10);
    files.text("a.txt", "0 0.5 0.5 0.1 0.1");
    assertUnknown().hasMessageContaining("if they are YOLO labels, move them to a folder labels");
  }

  @Test
  void suggestsTheCommandForATableWithoutClasses() {
    Path csv = files.text("boxes.csv", "a.jpg,1,2,3,4,disc");
    assertUnknown().hasMessageContaining("--annotations " + csv + " --classes FILE");
  }

  @Test
  void reportsArchivesAndFilesOfOtherTools() {
    files.bytes("set.zip", "PK\u0003\u0004....".getBytes(StandardCharsets.ISO_8859_1));
    files.text("a.json", "{\"version\": \"5.0\", \"shapes\": [], \"imagePath\": \"a.jpg\"}");
    files.text("x.tfrecord", "...");
    assertUnknown()
        .hasMessageContaining("set.zip is a zip archive. Unpack it")
        .hasMessageContaining("a.json looks like labelme's")
        .hasMessageContaining("x.tfrecord is TensorFlow's");
  }

  @Test
  void suggestsTheDataSetInASubfolder() {
    files.image("set/images/a.jpg", 10, 10);
    files.text("set/labels/a.txt", "0 0.5 0.5 1 1");
    files.text("set/data.yaml", "train: images", "names: [disc]");
    assertUnknown().hasMessageContaining("is a data set: --data " + files.path("set"));
  }

  @Test
  void suggestsPredictionForImagesWithoutAnnotations() {
    files.image("a.jpg", 10, 10);
    assertUnknown().hasMessageContaining("There are images and no annotations");
  }

  @Test
  void reportsLabelsWithoutClasses() {
    files.image("images/a.jpg", 10, 10);
    files.text("labels/a.txt", "0 0.5 0.5 1 1");
    assertUnknown().hasMessageContaining("Write classes.txt with one class name a line");
  }

  @Test
  void reportsYamlFilesThatCannotBeRead() {
    files.text("my_set.yaml", "train: images", "names:", "\t- disc");
    assertUnknown().hasMessageContaining("my_set.yaml line 3: not valid YAML: tabs cannot indent");
  }
}
