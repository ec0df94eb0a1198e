package dev.osprey.data.format.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.EntryId;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.reading.DatasetFolder;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.OnInvalid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CsvFormatTest extends DatasetFolder {
  @BeforeEach
  void makeSet() {
    files.image("img/a.jpg", 100, 50);
    files.image("img/b, c ü.png", 40, 30);
    files.image("img/empty.jpg", 20, 20);
    files.text("classes.csv", "dog,1", "cat,0");
    annotations(
        "img/a.jpg,1,2,30,40,dog",
        "\"img/b, c ü.png\",0,0,40,30,cat",
        "img/empty.jpg,,,,,",
        "img/a.jpg,5,5,9.5,8,cat");
  }

  private void annotations(String... rows) {
    files.text("annotations.csv", rows);
  }

  @Test
  void gathersObjectsByImageInTheOrderOfFirstMention() {
    Dataset dataset = read();

    assertThat(dataset.labels().names()).containsExactly("cat", "dog");
    assertThat(dataset.labels().categoryId(1)).isEqualTo(EntryId.of(1));
    assertThat(dataset.samples())
        .extracting(sample -> sample.image().getFileName().toString())
        .containsExactly("a.jpg", "b, c ü.png", "empty.jpg");
    assertThat(dataset.samples()).extracting(sample -> sample.id()).containsExactly(1L, 2L, 3L);
    assertThat(dataset.samples().get(0).annotations())
        .containsExactly(
            Annotation.of(new Box(1, 2, 30, 40), 1), Annotation.of(new Box(5, 5, 9.5, 8), 0));
    assertThat(dataset.samples().get(2).annotations()).isEmpty();
    assertThat(warnings).isEmpty();
  }

  @Test
  void readsWhatSpreadsheetsWrite() {
    Dataset plain = read();
    files.text("classes.csv", "\uFEFFdog, 1\r", "\r", " cat ,0\r");
    files.text(
        "annotations.csv",
        "\uFEFF\"img/a.jpg\",\"1\", 2,30,40,dog\r",
        "\r",
        "  \r",
        "\"img/b, c ü.png\",0,0,40,30,\"cat\"\r",
        "img/empty.jpg, , ,,,\r",
        "./img/a.jpg,5,5,9.5,8,cat,further,fields\r",
        "");

    assertThat(read()).isEqualTo(plain);
  }

  @Test
  void namesStartFromTheImageFolder() {
    files.text("elsewhere/boxes.csv", "a.jpg,1,2,3,4,dog", "b, c ü.png,0,0,1,1,cat");
    files.text("elsewhere/rows.csv", "sub\\a.jpg,1,2,3,4,dog");
    files.image("img/sub/a.jpg", 10, 10);
    DatasetSource source =
        DatasetSource.none()
            .withAnnotations(files.path("elsewhere/rows.csv"))
            .withClasses(files.path("classes.csv"));

    assertThat(
            DatasetFormats.read(source.withImages(files.path("img")), warnings::add)
                .samples()
                .get(0)
                .image())
        .isEqualTo(files.path("img/sub/a.jpg"));
    assertThatThrownBy(() -> DatasetFormats.read(source, warnings::add))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "rows.csv line 1: the image sub\\a.jpg is missing; 1 of 1 images are missing;"
                + " looked in ")
        .hasMessageContaining("pass --images DIR");
    files.text(
        "elsewhere/rows.csv", files.path("img/a.jpg") + ",1,2,3,4,dog"); // absolute, as given
    assertThat(DatasetFormats.read(source, warnings::add).size()).isEqualTo(1);
  }

  @Test
  void reportsFileAndLineOfMalformedRows() {
    annotations("img/a.jpg,1,2,30,40,dog", "", "img/a.jpg,1,2,30,dog");
    assertMistake()
        .hasMessageStartingWith(
            files.path("annotations.csv") + " line 3 has 5 fields; a row is image,x1,");
    annotations("img/a.jpg,1,2,30,40,dog", "img/a.jpg,one,2,30,40,dog");
    assertMistake().hasMessageContaining("line 2: malformed x1 \"one\"");
    annotations("img/a.jpg,1,2,3,,dog");
    assertMistake().hasMessageContaining("line 1: malformed y2 \"\"");
    annotations("img/a.jpg,1,2,3,4,");
    assertMistake().hasMessageContaining("line 1: unknown class \"\"");
    annotations("img/a.jpg,1,2,3,4,Cat");
    assertMistake()
        .hasMessageContaining("unknown class \"Cat\"; did you mean \"cat\"? ")
        .hasMessageContaining("classes.csv are cat, dog");
    annotations(",1,2,3,4,cat");
    assertMistake().hasMessageContaining("line 1 has no image; a row is image,x1,");
    annotations("img/a.jpg,1,2,30,40,dog", "\"img/a.jpg,1,2,3,4,cat");
    assertMistake().hasMessageContaining("annotations.csv line 2: ");
  }

  @Test
  void boxesFollowThePolicy() {
    annotations("img/a.jpg,30,2,30,40,dog", "img/a.jpg,50,10,160,40,dog", "img/a.jpg,1,2,3,4,cat");
    assertMistake()
        .hasMessageContaining(
            "2 faulty entries: 1 box without area, 1 box that reaches beyond its image")
        .hasMessageContaining("line 1: the box has width 0.0")
        .hasMessageContaining("line 2: the box reaches beyond its image (100 wide, 50 high)")
        .hasMessageContaining(convention());

    Dataset skipped =
        DatasetFormats.read(DatasetSource.of(folder).withOnInvalid(OnInvalid.SKIP), warnings::add);
    assertThat(skipped.samples().get(0).annotations()).hasSize(1);
    assertThat(warnings).hasSize(2);
    Dataset clipped =
        DatasetFormats.read(DatasetSource.of(folder).withOnInvalid(OnInvalid.FIX), warnings::add);
    assertThat(clipped.samples().get(0).annotations())
        .extracting(Annotation::box)
        .containsExactly(new Box(50, 10, 100, 40), new Box(1, 2, 3, 4));
    assertThat(warnings.get(2)).contains("line 2", " is corrected: ").endsWith("y 10.0 to 40.0");
    assertThat(warnings.get(3)).contains(" is left out: ").endsWith("the box has width 0.0");
  }

  private static String convention() {
    return "CSV boxes are x1,y1,x2,y2 with x2 > x1 and y2 > y1, inside the image. Fix the entry.";
  }

  @Test
  void checksTheClassFile() {
    files.text("classes.csv", "dog,0", "dog,1");
    assertMistake()
        .hasMessageContaining("classes.csv line 2: class name \"dog\" is in line 1 already");
    files.text("classes.csv", "dog,0", "cat,0");
    assertMistake().hasMessageContaining("line 2: class id 0 is in line 1 already");
    files.text("classes.csv", "dog,1", "cat");
    assertMistake().hasMessageContaining("line 2: has 1 fields; a row is class_name,id");
    files.text("classes.csv", "dog,first");
    assertMistake().hasMessageContaining("malformed class id \"first\"");
    files.text("classes.csv", "dog,-1");
    assertMistake().hasMessageContaining("class id -1 is negative");
    files.text("classes.csv", "");
    assertMistake().hasMessageContaining("names no class");
  }

  @Test
  void idsWithGapsGiveLabelsWithoutGaps() {
    files.text("classes.csv", "dog,7", "cat,3");

    Dataset dataset = read();

    assertThat(dataset.labels().names()).containsExactly("cat", "dog");
    assertThat(dataset.labels().categoryId(1)).isEqualTo(EntryId.of(7));
    assertThat(warnings).singleElement().asString().contains("2 classes go up to 7");
  }

  @Test
  void filesOfAFolderAreSplits() {
    files.text("val.csv", "img/empty.jpg,,,,,");

    assertThat(DatasetFormats.named("csv").splits(folder)).containsExactly("annotations", "val");
    assertThat(DatasetFormats.read(DatasetSource.of(folder).withSplit("valid"), w -> {}).size())
        .isEqualTo(1);
    assertMistake().hasMessageContaining("has several splits. Pass --split with one of");
    assertThatThrownBy(
            () -> DatasetFormats.read(DatasetSource.of(folder).withSplit("test"), w -> {}))
        .hasMessageContaining("has no split \"test\"");
  }

  @Test
  void asksForTheClassFile() {
    files.text("other/a.csv", "x.jpg,,,,,");
    assertThatThrownBy(
            () ->
                DatasetFormats.read(
                    DatasetSource.none().withAnnotations(files.path("other/a.csv")), w -> {}))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Pass --classes FILE");
  }
}
