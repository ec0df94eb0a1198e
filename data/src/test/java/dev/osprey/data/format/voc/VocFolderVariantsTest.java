package dev.osprey.data.format.voc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Box;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.image.codec.ImageCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders, lists and image names of Pascal VOC data sets as people publish them. */
class VocFolderVariantsTest extends VocFolder {
  @ParameterizedTest
  @CsvSource({
    "annotations,images",
    "Annotations,JPEGImages",
    "annots,images",
    "annotations/xmls,images",
    "Annotations,Images",
    "xml,imgs",
    "annotations,.",
    "images,images",
    ".,."
  })
  void readsFoldersOfAllUsualNames(String annotations, String images) {
    drawSet("set/" + annotations, "set/" + images, "raccoon", 5);

    for (Path data : List.of(folder, folder.resolve("set"))) {
      if (!annotations.equals("images") || !data.equals(folder)) {
        Dataset dataset = read(DatasetSource.of(data));
        assertThat(dataset.labels().names()).containsExactly("raccoon");
        assertThat(dataset.samples()).hasSize(5).allMatch(each -> each.annotations().size() == 1);
        for (Sample sample : dataset.samples()) {
          Box box = sample.annotations().get(0).box();
          assertThat(box.width()).isEqualTo(ImageCodec.read(sample.image()).width() * 0.5);
        }
      }
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void foldersOfAnExportAreSplits() {
    drawSet("train", "train", "a", 4);
    drawSet("valid", "valid", "b", 2);
    annotation("valid/b-1", 77, 83, object("cat", 1, 1, 20, 20));

    Dataset train = read(DatasetSource.of(folder).withSplit("train"));
    Dataset val = read(DatasetSource.of(folder).withSplit("val"));

    assertThat(List.of(train.size(), val.size())).containsExactly(4, 2);
    assertThat(train.labels()).isEqualTo(val.labels());
    assertThat(train.labels().names()).containsExactly("cat", "raccoon");
    assertThat(DatasetFormats.named("voc").splits(folder)).containsExactly("train", "valid");
    assertThatThrownBy(this::read)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has several splits. Pass --split with one of train, valid");
    assertThatThrownBy(() -> read(DatasetSource.of(folder).withSplit("test")))
        .hasMessageContaining("has no split \"test\". Pass --split with one of train, valid");
    assertThat(read(DatasetSource.of(folder.resolve("train")).withSplit("train")).size())
        .isEqualTo(4);
  }

  @Test
  void explainsHowToReadADataSetWithoutSplits() {
    drawSet("annotations", "images", "raccoon", 3);

    assertThatThrownBy(() -> read(DatasetSource.of(folder).withSplit("train")))
        .isInstanceOf(UserError.class)
        .hasMessage(
            folder
                + " has no split \"train\", and no other: there is not a list of images. Leave the"
                + " split out (no --split; split: null in a configuration) to read all 3 annotated"
                + " images, or write ImageSets/Main/train.txt with one image name a line");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ImageSets/Main/train.txt", "ImageSets/train.txt", "train.txt"})
  void readsAllUsualFormsOfLists(String list) {
    drawSet("Annotations", "JPEGImages", "ö b", 6);
    annotation("Annotations/ö b-7.v2", 10, 10);
    files.image("JPEGImages/ö b-7.v2.jpg", 10, 10);
    files.text(
        list,
        "\uFEFFö b-1\r",
        "ö b-2.jpg\r",
        "\r",
        "ö b-3 1\r",
        "ö b-4.jpg  -1\r",
        "JPEGImages/ö b-5.jpg\r",
        "data\\JPEGImages\\ö b-6.jpg\r",
        "ö b-7.v2  \r");

    assertThat(read(DatasetSource.of(folder).withSplit("train")).samples())
        .extracting(each -> each.image().getFileName().toString())
        .containsExactly(
            "ö b-1.jpg",
            "ö b-2.jpg",
            "ö b-3.jpg",
            "ö b-4.jpg",
            "ö b-5.jpg",
            "ö b-6.jpg",
            "ö b-7.v2.jpg");
    annotation("Annotations/not listed", 10, 10);
    assertThat(read().size()).isEqualTo(7);
    assertThatThrownBy(() -> read(DatasetSource.of(folder).withSplit("val")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no split \"val\". Pass --split with one of train");
  }

  @Test
  void reportsListAndLineOfAMissingFile() {
    drawSet("Annotations", "JPEGImages", "a", 2);
    Path list = files.text("ImageSets/Main/val.txt", "a-1", "", "a-9.jpg");

    assertThatThrownBy(() -> read(DatasetSource.of(folder).withSplit("val")))
        .isInstanceOf(UserError.class)
        .hasMessage(
            list
                + " line 3: it names a-9, but "
                + files.path("Annotations/a-9.xml")
                + " does not exist; add it or take the line out, or pass --on-invalid skip or fix"
                + " (in a configuration: onInvalid)");
    files.text("ImageSets/Main/val.txt", "a-1", "a-1.jpg");
    assertThatThrownBy(() -> read(DatasetSource.of(folder).withSplit("val")))
        .hasMessageContaining("names a-1 twice, in lines 1 and 2");
  }

  @Test
  void findsImagesWhoseNamesDiffer() throws IOException {
    files.bytes("images/A.JPG", files.encoded(".png", 30, 20)); // a PNG by another name
    annotation("annotations/a", 30, 20, object("dog", 1, 1, 9, 9));
    // the accent is a letter of its own in the file's name
    files.image("images/cafe\u0301.jpeg", 30, 20);
    annotation("annotations/caf\u00e9", 30, 20);
    files.image("images/by filename.png", 30, 20);
    files.text(
        "annotations/1.xml", "<annotation><filename>BY filename.jpg</filename></annotation>");
    files.text("annotations/._1.xml", "a system's own");
    files.text("annotations/notes.txt", "a person's own");

    Dataset dataset = read();

    assertThat(dataset.samples())
        .extracting(each -> each.image().getFileName().toString())
        .containsExactly("by filename.png", "A.JPG", "cafe\u0301.jpeg");
    for (Sample sample : dataset.samples()) {
      assertThat(ImageCodec.read(sample.image()).width()).isEqualTo(30);
    }
    Files.delete(files.path("images/A.JPG"));
    assertThatThrownBy(this::read)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("a.xml: its image a.jpg is missing; looked in ");
  }

  @Test
  void prefersExactNames() {
    files.image("images/a.jpg", 100, 50);
    files.image("images/A.jpg", 30, 20);
    files.image("images/a.png", 30, 20);
    files.text("annotations/a.xml", "<annotation/>");
    files.text("annotations/A.xml", "<annotation/>");

    assertThat(read().samples())
        .extracting(each -> each.image().getFileName().toString())
        .containsExactly("A.jpg", "a.jpg");
  }

  @Test
  void doesNotRecogniseOtherXml() {
    files.text("pom.xml", "<project/>");
    files.image("image.jpg", 10, 10);

    assertThatThrownBy(this::read)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no known layout");
  }
}
