package dev.osprey.data.format.voc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.reading.DatasetFolder;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.OnInvalid;
import dev.osprey.data.image.codec.ImageCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people put on the net as Pascal VOC: one class, images of many sizes, odd files. */
class VocVariantsTest extends DatasetFolder {
  /** Draws images of many sizes, each with a box of half its sides in the middle. */
  private void drawSet(String annotations, String images, String name, int count) {
    for (int i = 1; i <= count; i++) {
      int width = 40 + 37 * i % 90;
      int height = 30 + 53 * i % 110;
      files.image(images + "/" + name + "-" + i + ".jpg", width, height);
      String box = object("raccoon", width * 0.25, height * 0.25, width * 0.75, height * 0.75);
      annotation(annotations + "/" + name + "-" + i, width, height, box);
    }
  }

  private void annotation(String name, int width, int height, String... objects) {
    files.text(
        name + ".xml",
        "<annotation verified=\"yes\"><folder>images</folder><filename>"
            + name.substring(name.lastIndexOf('/') + 1)
            + ".jpg</filename><path>C:\\Users\\me\\x.jpg</path><size><width>"
            + width
            + "</width><height>"
            + height
            + "</height><depth>3</depth></size><segmented>0</segmented>"
            + String.join("", objects)
            + "</annotation>");
  }

  private static String object(String name, double x1, double y1, double x2, double y2) {
    return String.format(
        Locale.ROOT,
        "<object><name>%s</name><pose>Unspecified</pose><bndbox><xmin>%s</xmin><ymin>%s</ymin>"
            + "<xmax>%s</xmax><ymax>%s</ymax></bndbox></object>",
        name,
        x1,
        y1,
        x2,
        y2);
  }

  /** One image of 100 by 50 with these elements in its annotation. */
  private void single(String elements) {
    files.image("images/a.jpg", 100, 50);
    files.text("annotations/a.xml", "<annotation>" + elements + "</annotation>");
  }

  private List<Box> boxes(OnInvalid policy) {
    Dataset dataset = read(DatasetSource.of(folder).withOnInvalid(policy));
    return dataset.samples().get(0).annotations().stream().map(Annotation::box).toList();
  }

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
  void readsFoldersByWhateverNameTheyHave(String annotations, String images) {
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
  void foldersOfAnExportAreItsSplits() {
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
  void saysWhatToDoWhereThereAreNoSplits() {
    drawSet("annotations", "images", "raccoon", 3);

    assertThatThrownBy(() -> read(DatasetSource.of(folder).withSplit("train")))
        .isInstanceOf(UserError.class)
        .hasMessage(
            folder
                + " has no split \"train\", and no other: there is no list of images. Leave the"
                + " split out (no --split; split: null in a configuration) to read all 3 annotated"
                + " images, or write ImageSets/Main/train.txt with one image name a line");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ImageSets/Main/train.txt", "ImageSets/train.txt", "train.txt"})
  void readsListsAsPeopleWriteThem(String list) {
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
  void namesListAndLineOfAnAbsentFile() {
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<filename/>",
        "<filename>a</filename>",
        "<filename>a.png</filename>",
        "<filename>other.jpg</filename>",
        "<filename>C:\\images\\a.jpg</filename>",
        "<filename>images/a.jpg</filename>",
        "<size/>",
        "<size><width>0</width><height>0</height></size>",
        "<size><width>100.0</width><height>None</height></size>",
        "<size><width>50</width><height>100</height></size>",
        "<object><name> dog </name><difficult/><truncated>?</truncated>"
            + "<bndbox><ymax>8</ymax><xmax>9</xmax><ymin>1</ymin><xmin>1</xmin></bndbox></object>"
      })
  void passesOverWhatOtherToolsLeaveOut(String elements) {
    single(elements + object("dog", 60.25, 10, 99.5, 50));

    Sample sample = read().samples().get(0);

    assertThat(sample.image()).isEqualTo(files.path("images/a.jpg"));
    assertThat(sample.annotations()).contains(Annotation.of(new Box(60.25, 10, 99.5, 50), 0));
    assertThat(warnings).isEmpty();
  }

  @Test
  void boxesAreHeldToTheImageWhereTheFileStatesNoSize() {
    single(object("dog", 1, 1, 130, 20));

    assertThatThrownBy(this::read)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("a.xml: object 1 (dog) reaches beyond its image (100 wide, 50 high)");
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
        .hasMessageContaining("a.xml: its image a.jpg is not there; looked in ");
  }

  @Test
  void exactNamesComeBeforeOthers() {
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
  void boxesAtTheBorderStayAndOthersFollowThePolicy() {
    single(
        object("dog", 0, 0, 100, 50) // the whole image
            + object("dog", -1, -1, 101, 51) // beyond by a pixel
            + object("dog", 50, 10, 20, 40) // swapped
            + object("dog", 90, 10, 120, 40) // half outside
            + object("dog", 100, 10, 101, 40) // outside, touching
            + "<object><name>dog</name></object>");

    assertThatThrownBy(this::read)
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "4 faulty entries: 1 box without area, 1 box outside its image, 1 box that reaches beyond"
                + " its image, 1 object without a box")
        .hasMessageContaining("object 3 (dog) has width -30.0")
        .hasMessageContaining("VOC boxes need xmax > xmin");
    assertThat(boxes(OnInvalid.SKIP))
        .containsExactly(new Box(0, 0, 100, 50), new Box(-1, -1, 101, 51));
    assertThat(warnings).hasSize(4).allMatch(line -> line.contains(" is left out: "));
    assertThat(warnings.get(3)).contains("object 6 (dog) has no bndbox");
    warnings.clear();
    assertThat(boxes(OnInvalid.FIX))
        .containsExactly(
            new Box(0, 0, 100, 50),
            new Box(0, 0, 100, 50),
            new Box(20, 10, 50, 40),
            new Box(90, 10, 100, 40));
    assertThat(warnings).hasSize(4);
    assertThat(warnings.get(0)).contains("1 box without area is mended", "object 3 (dog)");
    assertThat(warnings.get(1)).contains("is mended", "object 4 (dog) reaches");
  }

  @Test
  void imagesWithoutAnAnnotationFileAreCounted() {
    drawSet("annotations", "images", "raccoon", 3);
    files.image("images/other.jpg", 10, 10);
    files.image("images/another.jpg", 10, 10);

    assertThat(read().size()).isEqualTo(3);
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("2 images without a label file", "another.jpg has no annotation file");
  }

  @Test
  void partsOfAnObjectAreNoObjects() {
    single(
        "<object><name>person</name><part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin>"
            + "<xmax>5</xmax><ymax>5</ymax></bndbox></part><bndbox><xmin>10</xmin><ymin>10</ymin>"
            + "<xmax>50</xmax><ymax>40</ymax></bndbox></object>");

    Dataset dataset = read();

    assertThat(dataset.labels().names()).containsExactly("person");
    assertThat(dataset.samples().get(0).annotations())
        .containsExactly(Annotation.of(new Box(10, 10, 50, 40), 0));
  }

  @Test
  void classNamesMayHaveSpacesAndAnyLetters() {
    single(object("große Katze", 1, 1, 9, 9) + object("浣熊", 1, 1, 9, 9));

    assertThat(read().labels().names()).containsExactly("große Katze", "浣熊");
  }

  @Test
  void refusesADoctypeAndReadsNoOtherFile() {
    Path secret = files.text("secret", "tell nobody");
    files.image("images/a.jpg", 10, 10);
    files.text(
        "annotations/a.xml",
        "<!DOCTYPE annotation [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>",
        "<annotation><object><name>&x;</name></object></annotation>");

    assertThatThrownBy(this::read)
        .isInstanceOf(UserError.class)
        .hasMessage(
            files.path("annotations/a.xml")
                + " has a DOCTYPE, which could name other files and is not read. Take it out, or pass"
                + " --on-invalid skip or fix (in a configuration: onInvalid)");
  }

  @Test
  void otherXmlMakesNoDataSet() {
    files.text("pom.xml", "<project/>");
    files.image("image.jpg", 10, 10);

    assertThatThrownBy(this::read)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no layout that is known");
  }
}
