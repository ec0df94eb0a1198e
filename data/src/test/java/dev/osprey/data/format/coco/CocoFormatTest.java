package dev.osprey.data.format.coco;

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
import dev.osprey.data.format.reading.DrawnFiles;
import dev.osprey.data.format.reading.OnInvalid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CocoFormatTest extends DatasetFolder {
  private static final String IMAGES =
      "\"images\": [{\"id\": 7, \"file_name\": \"a.jpg\", \"width\": 100, \"height\": 50},"
          + "{\"id\": 3, \"file_name\": \"b.jpg\", \"width\": 100, \"height\": 50}]";
  private static final String CATEGORIES =
      "\"categories\": [{\"id\": 90, \"name\": \"cat\"}, {\"id\": 4, \"name\": \"dog\"}]";

  @BeforeEach
  void makeFolders() throws IOException {
    Files.createDirectories(folder.resolve("annotations"));
    image("images/a.jpg");
    image("images/b.jpg");
  }

  private void image(String name) {
    new DrawnFiles(folder).image(name, 100, 50);
  }

  private Path write(String split, String... annotations) throws IOException {
    return Files.writeString(
        folder.resolve("annotations/instances_" + split + ".json"),
        "{\"info\": {\"a\": [1, {}]}, "
            + IMAGES
            + ", \"annotations\": ["
            + String.join(",", annotations)
            + "], "
            + CATEGORIES
            + "}");
  }

  private static String entry(int id, int image, int category, String box, String more) {
    return "{\"id\": "
        + id
        + ", \"image_id\": "
        + image
        + ", \"category_id\": "
        + category
        + ", \"bbox\": "
        + box
        + more
        + "}";
  }

  @Test
  void readsImagesInFileOrderAndLabelsByAscendingCategoryId() throws IOException {
    write(
        "train",
        entry(
            1,
            3,
            90,
            "[10, 20, 30.5, 5]",
            ", \"area\": 12.25, \"iscrowd\": 1, "
                + "\"segmentation\": {\"counts\": [1, 2], \"size\": [1, 1]}"),
        entry(2, 3, 4, "[0, 0, 1, 1]", ""));

    Dataset dataset = read(DatasetSource.of(folder));

    assertThat(dataset.name()).isEqualTo("train");
    assertThat(dataset.labels().names()).containsExactly("dog", "cat");
    assertThat(dataset.labels().categoryId(1)).isEqualTo(EntryId.of(90));
    assertThat(dataset.samples()).extracting(s -> s.id()).containsExactly(7L, 3L);
    assertThat(dataset.samples().get(0).annotations()).isEmpty();
    assertThat(dataset.samples().get(1).image()).isEqualTo(folder.resolve("images/b.jpg"));
    Annotation crowd = dataset.samples().get(1).annotations().get(0);
    assertThat(crowd.box()).isEqualTo(new Box(10, 20, 40.5, 25));
    assertThat(crowd.label()).isEqualTo(1);
    assertThat(crowd.area()).isEqualTo(12.25);
    assertThat(crowd.isCrowd()).isTrue();
    assertThat(dataset.samples().get(1).annotations().get(1))
        .isEqualTo(Annotation.of(new Box(0, 0, 1, 1), 0));
    assertThat(warnings).isEmpty();
  }

  @Test
  void explainsANegativeWidth() throws IOException {
    Path file = write("train", entry(8123, 7, 4, "[10, 20, -4, 5]", ""));

    assertThatThrownBy(() -> read(DatasetSource.of(folder)))
        .isInstanceOf(UserError.class)
        .hasMessage(
            file
                + ": annotation 8123 has width -4.0; COCO boxes are [x, y, width, height] with"
                + " positive size, inside the image. Fix the entry or pass --on-invalid skip or"
                + " fix (in a configuration: onInvalid)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[0, 0, 5, 0]           | has height 0.0",
        "[NaN, 0, 5, 5]         | has a coordinate or an area that is not a number",
        "[0, 0, Infinity, 5]    | is not a finite number",
        "[100, 0, 5, 5]         | lies outside its image (100 wide, 50 high)",
        "[-5, 0, 5, 5]          | lies outside its image",
        "[90, 0, 12, 5]         | reaches beyond its image (100 wide, 50 high): x 90.0 to 102.0",
        "[5, -1.5, 12, 5]       | reaches beyond its image"
      })
  void skipsInvalidBoxesOnlyOnRequest(String box, String fault) throws IOException {
    write("train", entry(1, 7, 4, box, ""), entry(2, 7, 4, "[1, 1, 2, 2]", ""));

    assertThatThrownBy(() -> read(DatasetSource.of(folder)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("annotation 1 ")
        .hasMessageContaining(fault);
    Dataset dataset = read(DatasetSource.of(folder).withOnInvalid(OnInvalid.SKIP));
    assertThat(dataset.samples().get(0).annotations()).hasSize(1);
    assertThat(warnings).singleElement().asString().contains("annotation 1 ", fault, "left out");
  }

  @Test
  void keepsBoxesThatExtendBeyondTheImageByOnePixel() throws IOException {
    write("train", entry(1, 7, 4, "[-1, 0, 102, 51]", ""));
    assertThat(read(DatasetSource.of(folder)).samples().get(0).annotations().get(0).box())
        .isEqualTo(new Box(-1, 0, 101, 51));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"id\": 5, \"category_id\": 4, \"bbox\": [1,1,1,1]} | annotation 5 has no image_id",
        "{\"id\": 5, \"image_id\": 7, \"category_id\": 4} | annotation 5 has no bbox",
        "{\"id\": 5, \"image_id\": 7, \"category_id\": 4, \"bbox\": [1,1,1]} | bbox of 3 numbers",
        "{\"id\": 5, \"image_id\": 7, \"category_id\": 4, \"bbox\": {}} | bbox that is not a list",
        "{\"id\": 5, \"image_id\": \"7\", \"category_id\": 4, \"bbox\": [1,1,1,1]} | has image_id \"7\", which is not",
        "{\"id\": 5, \"image_id\": [7], \"category_id\": 4, \"bbox\": [1,1,1,1]} | has image_id that is a list",
        "{\"id\": 5, \"image_id\": 7, \"category_id\": 4, \"bbox\": [1,1,\"a\",1]} | has in its bbox \"a\"",
        "{\"id\": 5, \"image_id\": 8, \"category_id\": 4, \"bbox\": [1,1,1,1]} | has image_id 8, which",
        "{\"id\": 5, \"image_id\": 7, \"category_id\": 5, \"bbox\": [1,1,1,1]} | has category_id 5, which is not among the categories [4; 90]",
        "17 | annotations[0] is not a JSON object"
      })
  void reportsMissingFieldsOfAnEntry(String entry, String message) throws IOException {
    Path file = write("train", entry);
    assertThatThrownBy(() -> read(DatasetSource.of(folder)))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message.replace(';', ','));
  }

  @Test
  void annotationIdsMayRepeatOrBeAbsent() throws IOException {
    write(
        "train",
        entry(1, 7, 4, "[1, 1, 2, 2]", ""),
        entry(1, 3, 4, "[1, 1, 2, 2]", ""),
        "{\"image_id\": 7, \"category_id\": 4, \"bbox\": [5, 5, 2, 2]}");
    Dataset dataset = read(DatasetSource.of(folder));
    assertThat(dataset.samples()).extracting(s -> s.annotations().size()).containsExactly(2, 1);
    assertThat(warnings).singleElement().asString().contains("annotation id 1 appears twice");
  }

  @Test
  void refusesRepeatedImageIds() throws IOException {
    Path file = write("train");
    Files.writeString(file, Files.readString(file).replace("\"id\": 3", "\"id\": 7"));
    assertThatThrownBy(() -> read(DatasetSource.of(folder)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("image id 7 appears twice");
  }

  @Test
  void reportsTheMissingImage() throws IOException {
    write("train");
    Files.delete(folder.resolve("images/b.jpg"));
    assertThatThrownBy(() -> read(DatasetSource.of(folder)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "the image b.jpg of image 3 is missing; 1 of 2 images are missing; looked in")
        .hasMessageContaining("an existing image is a.jpg")
        .hasMessageContaining(folder.resolve("images").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "images/train", "JPEGImages", "SET/JPEGImages", "."})
  void findsImagesInTheUsualFolders(String place) throws IOException {
    write("train");
    Files.delete(folder.resolve("images/a.jpg"));
    Files.delete(folder.resolve("images/b.jpg"));
    image(place + "/a.jpg");
    image(place + "/b.jpg");
    assertThat(read(DatasetSource.of(folder)).samples().get(1).image())
        .isEqualTo(folder.resolve(place).resolve("b.jpg").normalize());
  }

  @Test
  void asksForTheSplitIfThereAreSeveral() throws IOException {
    write("train");
    write("val2017");
    assertThatThrownBy(() -> read(DatasetSource.of(folder)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has several splits. Pass --split with one of train, val2017");
    assertThatThrownBy(() -> read(DatasetSource.of(folder).withSplit("test")))
        .hasMessageContaining("has no split \"test\"");
    assertThat(read(DatasetSource.of(folder).withSplit("val")).name()).isEqualTo("val2017");
    assertThat(DatasetFormats.named("coco").splits(folder)).containsExactly("train", "val2017");
  }

  @Test
  void readsExplicitlyNamedFiles() throws IOException {
    Path file = Files.move(write("train"), folder.resolve("my.json"));
    DatasetSource source =
        DatasetSource.none().withAnnotations(file).withImages(folder.resolve("images"));
    assertThat(read(source).size()).isEqualTo(2);
    assertThat(read(source).name()).isEqualTo("my");
  }

  @Test
  void labelsFollowTheOrderOfAClassFile() throws IOException {
    write("train", entry(1, 7, 90, "[1, 1, 2, 2]", ""));
    Path classes = Files.writeString(folder.resolve("c.txt"), "\uFEFFcat\n# no\n\ndog\n");
    Dataset dataset = read(DatasetSource.of(folder).withClasses(classes));
    assertThat(dataset.labels().names()).containsExactly("cat", "dog");
    assertThat(dataset.labels().categoryId(0)).isEqualTo(EntryId.of(90));

    Files.writeString(classes, "dog");
    assertThatThrownBy(() -> read(DatasetSource.of(folder).withClasses(classes)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("annotation 1 is of class \"cat\", which is not among the given");
    Files.writeString(classes, "horse");
    assertThatThrownBy(() -> read(DatasetSource.of(folder).withClasses(classes)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("names the class \"horse\"")
        .hasMessageContaining("dog, cat");
  }

  @Test
  void readsADataSetWithoutImages() throws IOException {
    Files.writeString(
        folder.resolve("annotations/instances_none.json"),
        "{\"images\": [], \"annotations\": [], \"categories\": []}");
    assertThat(read(DatasetSource.of(folder)).size()).isZero();
  }

  @Test
  void reportsTheLineOfInvalidJson() throws IOException {
    Path file = write("train");
    String whole = Files.readString(file);
    Files.writeString(file, whole.substring(0, whole.length() / 2));
    assertThatThrownBy(() -> read(DatasetSource.of(folder)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is not valid JSON")
        .hasMessageContaining("line 1");
    Files.writeString(file, "[]");
    assertThatThrownBy(() -> read(DatasetSource.of(folder)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("it is an array, as result files are");
    Files.writeString(file, "{}");
    assertThatThrownBy(() -> read(DatasetSource.of(folder)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no \"images\"");
    Files.writeString(file, "");
    assertThatThrownBy(() -> read(DatasetSource.of(folder))).isInstanceOf(UserError.class);
  }
}
