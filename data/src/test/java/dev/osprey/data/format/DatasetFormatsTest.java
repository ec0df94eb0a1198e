package dev.osprey.data.format;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.DatasetSource;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetFormatsTest {
  @TempDir Path folder;

  @Test
  void listsTheLayoutsForAnUnknownFolder() {
    assertThatThrownBy(() -> DatasetFormats.formatOf(DatasetSource.of(folder)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(folder + " has no known layout. It holds nothing.\nLooked for:")
        .hasMessageContaining("coco: annotations/instances_<split>.json")
        .hasMessageContaining("voc: Annotations/*.xml");
  }

  @Test
  void errorsNameMissingFilesAndFolders() {
    Path none = folder.resolve("none");
    assertThatThrownBy(() -> DatasetFormats.formatOf(DatasetSource.of(none)))
        .isInstanceOf(UserError.class)
        .hasMessage("data set folder " + none + " does not exist. Check --data");
    assertThatThrownBy(
            () -> DatasetFormats.formatOf(DatasetSource.of(folder).withAnnotations(none)))
        .hasMessageContaining("Check --annotations");
  }

  @Test
  void listsTheFormatsForAnUnknownOne() {
    assertThatThrownBy(() -> DatasetFormats.formatOf(DatasetSource.of(folder).withFormat("cocoo")))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "data set format \"cocoo\" is unknown; did you mean \"coco\"? known are coco, voc, csv, yolo, wider");
  }

  @Test
  void asksForADataSetIfNoneIsGiven() {
    DatasetSource nothing = DatasetSource.none();
    assertThatThrownBy(() -> DatasetFormats.formatOf(nothing))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no data set is given");
    for (String name : DatasetFormats.names()) {
      assertThatThrownBy(() -> DatasetFormats.read(nothing.withFormat(name), warning -> {}))
          .isInstanceOf(UserError.class);
    }
  }
}
