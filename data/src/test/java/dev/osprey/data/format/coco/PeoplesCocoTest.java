package dev.osprey.data.format.coco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Box;
import dev.osprey.core.EntryId;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.DrawnFiles;
import dev.osprey.data.format.reading.OnInvalid;
import dev.osprey.data.result.CocoDetection;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** COCO files as labelling tools and people's scripts write them. */
class PeoplesCocoTest {
  private static final String CAT = "{\"id\": 1, \"name\": \"cat\"}";

  @TempDir Path folder;
  private DrawnFiles files;
  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void draw() {
    files = new DrawnFiles(folder);
    files.image("images/a.jpg", 100, 50);
  }

  private Path file(String images, String categories, String annotations) {
    return files.text(
        "truth.json",
        "{\"images\": [" + images + "],",
        " \"categories\": [" + categories + "],",
        " \"annotations\": [" + annotations + "]}");
  }

  private static String image(String id, String name) {
    return "{\"id\": %s, \"file_name\": \"%s\", \"width\": 100, \"height\": 50}"
        .formatted(id, name);
  }

  private static String object(String image, String category, String more) {
    return "{\"id\": 1, \"image_id\": %s, \"category_id\": %s, %s}"
        .formatted(image, category, more);
  }

  private Dataset read(Path annotations, OnInvalid policy) {
    return DatasetFormats.read(
        DatasetSource.none()
            .withAnnotations(annotations)
            .withImages(folder.resolve("images"))
            .withOnInvalid(policy),
        warnings::add);
  }

  private Dataset read(Path annotations) {
    return read(annotations, OnInvalid.FAIL);
  }

  private static List<Box> boxes(Dataset dataset) {
    return dataset.samples().get(0).annotations().stream().map(each -> each.box()).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"a text\"", "9007199254740993", "123456789012346470412345", "-7", "2.5"})
  void idsAreAnyNumberExactlyOrAnyText(String id) {
    Path file =
        file(
            image(id, "a.jpg"),
            "{\"id\": " + id + ", \"name\": \"cat\"}",
            object(id, id, "\"bbox\": [1, 2, 3, 4]"));

    assertThat(boxes(read(file))).containsExactly(new Box(1, 2, 4, 6));
    Path copy = folder.resolve("copy.json");
    CocoFile content = CocoFile.read(file);
    content.write(copy);
    assertThat(CocoFile.read(copy)).isEqualTo(content);
  }

  @Test
  void neighboursBeyondDoublesStayTwoImages() {
    files.image("images/b.jpg", 100, 50);
    Path file =
        file(
            image("9007199254740992", "a.jpg") + "," + image("9007199254740993", "b.jpg"),
            CAT,
            object("9007199254740993", "1", "\"bbox\": [1, 2, 3, 4]"));
    CocoFile content = CocoFile.read(file);
    assertThat(content.annotations().get(0).imageId())
        .isEqualTo(EntryId.of(new BigInteger("9007199254740993")));
    assertThat(content.imageKeys()).hasSize(2);
    assertThat(read(file).samples().get(0).annotations()).isEmpty();
    assertThat(read(file).samples().get(1).annotations()).hasSize(1);
  }

  @Test
  void keysOfTextsFollowTheirOrder() {
    CocoFile file =
        new CocoFile(
            List.of(
                new CocoFile.Image(EntryId.of("b"), "b.jpg", 1, 1),
                new CocoFile.Image(EntryId.of("a"), "a.jpg", 1, 1)),
            List.of(),
            List.of());
    assertThat(file.imageKeys()).isEqualTo(Map.of(EntryId.of("a"), 1L, EntryId.of("b"), 2L));
  }

  @Test
  void aRootCategoryWithoutObjectsIsLeftOut() {
    Path file =
        file(
            image("1", "a.jpg"),
            "{\"id\": 0, \"name\": \"shapes-7xk2\", \"supercategory\": \"none\"},"
                + "{\"id\": 1, \"name\": \"disc\", \"supercategory\": \"shapes-7xk2\"},"
                + "{\"id\": 2, \"name\": \"box\", \"supercategory\": \"shapes-7xk2\"}",
            object("1", "2", "\"bbox\": [1, 2, 3, 4]"));
    assertThat(read(file).labels().names()).containsExactly("disc", "box");
    assertThat(warnings).singleElement().asString().contains("\"shapes-7xk2\" (id 0)", "left out");
  }

  @Test
  void supercategoriesOfCocoItselfStayClasses() {
    Path file =
        file(
            image("1", "a.jpg"),
            "{\"id\": 1, \"name\": \"person\", \"supercategory\": \"person\"},"
                + "{\"id\": 2, \"name\": \"rider\", \"supercategory\": \"person\"}",
            object("1", "2", "\"bbox\": [1, 2, 3, 4]"));
    assertThat(read(file).labels().names()).containsExactly("person", "rider");
  }

  @Test
  void aCategoryThatStandsTwiceIsTheOneWithObjects() {
    String twice = "{\"id\": 0, \"name\": \"disc\"}, {\"id\": 1, \"name\": \"disc\"}";
    Path file = file(image("1", "a.jpg"), twice, object("1", "1", "\"bbox\": [1, 2, 3, 4]"));
    Dataset dataset = read(file);
    assertThat(dataset.labels().names()).containsExactly("disc");
    assertThat(dataset.labels().categoryId(0)).isEqualTo(EntryId.of(1));
    assertThat(warnings).singleElement().asString().contains("the one with id 0 has no objects");
  }

  @Test
  void twoCategoriesOfOneNameWithObjectsFollowThePolicy() {
    String twice = "{\"id\": 0, \"name\": \"disc\"}, {\"id\": 1, \"name\": \"disc\"}";
    Path file =
        file(
            image("1", "a.jpg"),
            twice,
            object("1", "0", "\"bbox\": [1, 2, 3, 4]")
                + ","
                + object("1", "1", "\"bbox\": [5, 6, 7, 8]"));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("category name \"disc\" stands twice, with ids 0 and 1");
    assertThat(boxes(read(file, OnInvalid.SKIP))).hasSize(1);
    assertThat(boxes(read(file, OnInvalid.FIX))).hasSize(2);
  }

  @Test
  void polygonsAndMasksGiveBoxesWhereThereAreNone() {
    // 4 x 3 pixels, ones in column 1 rows 1 and 2: runs 5 zeros, 2 ones, 5 zeros
    String runs = "{\"size\": [4, 3], \"counts\": [5, 2, 5]}";
    String compressed = "{\"size\": [4, 3], \"counts\": \"525\"}";
    Path file =
        file(
            image("1", "a.jpg"),
            CAT,
            String.join(
                ",",
                object("1", "1", "\"segmentation\": [[1, 2, 9, 2, 9, 7.5], [3, 1, 4, 1, 4, 3]]"),
                object("1", "1", "\"segmentation\": " + runs + ", \"bbox\": []"),
                object("1", "1", "\"segmentation\": " + compressed),
                object("1", "1", "\"segmentation\": [[50, 50]], \"bbox\": [1, 1, 2, 2]")));
    assertThat(boxes(read(file)))
        .containsExactly(
            new Box(1, 1, 9, 7.5), new Box(1, 1, 2, 3), new Box(1, 1, 2, 3), new Box(1, 1, 3, 3));
  }

  @Test
  void objectsWithoutBoxAndMaskAreCounted() {
    Path file =
        file(
            image("1", "a.jpg"),
            CAT,
            String.join(
                ",",
                object("1", "1", "\"area\": 1"),
                object("1", "1", "\"segmentation\": []"),
                object("1", "1", "\"bbox\": [1, 1, 2, 2]")));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("2 faulty entries: 2 objects without a box");
    assertThat(boxes(read(file, OnInvalid.SKIP))).hasSize(1);
    assertThat(warnings).anyMatch(line -> line.contains("2 objects without a box are left out"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "images/my%20cat.jpg",
        "/content/drive/set/my cat.jpg",
        "..\\\\..\\\\upload\\\\4\\\\my cat.jpg",
        "MY CAT.JPG",
        "file:///home/me/my%20cat.jpg",
        "/data/local-files/?d=set%2Fmy%20cat.jpg",
        "https://host/my%20cat.jpg?X-Amz-Date=1"
      })
  void namesOfOtherMachinesMeanTheOneImageOfThatName(String name) {
    files.image("images/deep/my cat.jpg", 100, 50);
    Path file = file(image("1", name), CAT, object("1", "1", "\"bbox\": [1, 1, 2, 2]"));
    assertThat(read(file).samples().get(0).image())
        .isEqualTo(folder.resolve("images/deep/my cat.jpg"));
    assertThat(warnings).singleElement().asString().contains("found under another name");
  }

  @Test
  void accentsMayBeComposedOrNot() {
    files.image("images/" + Normalizer.normalize("grün.jpg", Normalizer.Form.NFC), 100, 50);
    String name = Normalizer.normalize("grün.jpg", Normalizer.Form.NFD);
    Path file = file(image("1", name), CAT, object("1", "1", "\"bbox\": [1, 1, 2, 2]"));
    assertThat(read(file).size()).isEqualTo(1);
  }

  @Test
  void anImageIsNeverTakenForASecondName() {
    Path file = file(image("1", "a.jpg") + "," + image("2", "old/a.jpg"), CAT, "");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the image old/a.jpg of image 2 is not there");
  }

  @Test
  void twoImagesOfOneNameAreNotGuessedBetween() {
    files.image("images/x/b.jpg", 100, 50);
    files.image("images/y/b.jpg", 100, 50);
    Path file = file(image("1", "z/b.jpg"), CAT, "");
    assertThatThrownBy(() -> read(file)).hasMessageContaining("1 of 1 images are not there");
  }

  @Test
  void theFileDecidesWhereTheStatedSizeDoesNotFitTheBoxes() {
    String swapped = "{\"id\": 1, \"file_name\": \"a.jpg\", \"width\": 50, \"height\": 100}";
    Path file = file(swapped, CAT, object("1", "1", "\"bbox\": [60, 1, 30, 9]"));
    assertThat(boxes(read(file, OnInvalid.FIX))).containsExactly(new Box(60, 1, 90, 10));
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("image 1 is 50 wide and 100 high", "is 100 wide and 50 high");
  }

  @Test
  void allFaultsAreToldAtOnce() {
    List<String> objects = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      objects.add(object("1", "1", "\"bbox\": [1, 1, 0, 2]"));
    }
    objects.add(object("1", "1", "\"bbox\": [1, 1, 2]"));
    objects.add(object("9", "1", "\"bbox\": [1, 1, 2, 2]"));
    objects.add(object("1", "8", "\"bbox\": [1, 1, 2, 2]"));
    files.text("images/b.jpg", "<!DOCTYPE html>");
    Path file =
        file(
            image("1", "a.jpg") + "," + image("2", "b.jpg") + "," + image("3", "c.jpg"),
            CAT,
            String.join(",", objects));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            file
                + " has 17 faulty entries: 12 boxes without area, 1 entry that cannot be read, 1"
                + " object of an unknown class, 1 annotation of an unknown image, 1 image that is not"
                + " there, 1 image that cannot be read")
        .hasMessageContaining("\n  and 7 more\n");
    warnings.clear();
    assertThat(read(file, OnInvalid.SKIP).size()).isEqualTo(1);
    // six kinds of faults, ids that stand twice, and no object is left
    assertThat(warnings).hasSize(8);
  }

  @Test
  void aBoxWithoutAreaInFloatIsFaulty() {
    Path file = file(image("1", "a.jpg"), CAT, object("1", "1", "\"bbox\": [50.3, 1, 1e-6, 2]"));
    assertThatThrownBy(() -> read(file)).hasMessageContaining("annotation 1 has width 1.0E-6");
  }

  @Test
  void anImageUnderTwoIdsIsToldWithBoth() {
    Path file =
        file(
            image("1", "a.jpg") + "," + image("99", "a.jpg"),
            CAT,
            object("99", "1", "\"bbox\": [1, 1, 2, 2]"));
    assertThat(read(file).size()).isEqualTo(2);
    assertThat(warnings).singleElement().asString().contains("a.jpg (ids 1 and 99)");
  }

  @Test
  void classesThatDifferByCaseAreTold() {
    Path file =
        file(
            image("1", "a.jpg"),
            CAT + ",{\"id\": 2, \"name\": \"Cat\"}",
            object("1", "1", "\"bbox\": [1, 1, 2, 2]"));
    read(file);
    assertThat(warnings).singleElement().asString().contains("\"cat\" and \"Cat\" differ by case");
  }

  private String messageOf(byte[] content) {
    Path file = files.bytes("broken.json", content);
    try {
      CocoFile.read(file);
    } catch (UserError e) {
      return String.valueOf(e.getMessage()).substring(file.toString().length());
    }
    throw new AssertionError("was read");
  }

  private String messageOf(String content) {
    return messageOf(content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsNoJsonIsNamedForWhatItIs() {
    assertThat(messageOf("PK\3\4...."))
        .isEqualTo(" is a zip archive, no JSON. Unpack it and name the file inside");
    assertThat(messageOf("<!DOCTYPE html><html>")).startsWith(" is a web page, no JSON.");
    assertThat(messageOf("version https://git-lfs.github.com/spec/v1\noid"))
        .contains("git lfs pull");
    assertThat(messageOf("")).startsWith(" is an empty file");
    assertThat(
            messageOf(
                "{\"images\": [{\"file_name\": \"ü\"}]}".getBytes(Charset.forName("windows-1252"))))
        .contains("line 1: this is not UTF-8 text (byte 0xFC");
  }

  @Test
  void mistakesInJsonAreToldWithLineAndColumn() {
    assertThat(messageOf("{\"images\": [\n  {\"id\": 1},\n]}"))
        .isEqualTo(
            " is no valid JSON: line 3, column 1: there is a comma too many before ]. Take it out");
    assertThat(messageOf("{\"images\": [\n{\"id\": 1")).contains("it ends in line 2, before");
    assertThat(messageOf("{\"images\": [\n{\"id\": 1}")).contains("it ends in line 2, before");
    assertThat(messageOf("// mine\n{\"images\": []}")).contains("JSON has no comments");
    assertThat(messageOf("{\"images\": [{\"file_name\": \"a\\_b\"}]}")).contains("a backslash");
    assertThat(messageOf("{\"images\": [], \"images\": []}")).contains("has \"images\" twice");
    assertThat(messageOf("{\"images\": None}")).contains("None is a word of Python's");
    assertThat(messageOf("{'images': []}")).contains("double quotes");
    assertThat(messageOf("{\"images\": [] \"annotations\": []}"))
        .contains("line 1, column ")
        .contains("Is a comma or a bracket missing before it?")
        .doesNotContain("Unexpected");
  }

  @Test
  void aDocumentThatStandsTwiceIsRefused() {
    String once = "{\"images\": [], \"categories\": [], \"annotations\": []}";
    assertThat(messageOf(once + "\n" + once)).startsWith(" goes on after its end");
  }

  @Test
  void aMaskThatDoesNotFillItsImageIsNone() {
    Path file =
        file(
            image("1", "a.jpg"),
            CAT,
            object("1", "1", "\"segmentation\": {\"size\": [4, 3], \"counts\": [5, 2, 4]}"));
    assertThatThrownBy(() -> read(file)).hasMessageContaining("has no bbox and no mask");
  }

  @Test
  void whatRefersToARejectedImageIsNotCountedAgain() {
    Path file =
        file(
            "{\"id\": 1, \"file_name\": \"a.jpg\", \"width\": \"96\"}",
            CAT,
            object("1", "1", "\"bbox\": [1, 1, 2, 2]"));
    assertThatThrownBy(() -> read(file))
        .hasMessageStartingWith(file + ": image 1 has width \"96\"; it should be a number");
  }

  @Test
  void utf16IsReadAsJsonAllowsIt() {
    Path file = file(image("1", "a.jpg"), CAT, object("1", "1", "\"bbox\": [1, 1, 2, 2]"));
    assertThat(boxes(read(recoded(file)))).hasSize(1);
  }

  private Path recoded(Path file) {
    try {
      String text = "\uFEFF" + Files.readString(file);
      return Files.writeString(folder.resolve("utf16.json"), text, StandardCharsets.UTF_16LE);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void resultFilesMayBeJsonLines() {
    Path lines =
        files.text(
            "lines.json",
            "{\"image_id\": 1, \"category_id\": 1, \"bbox\": [1, 2, 3, 4], \"score\": 0.5}",
            "{\"image_id\": \"x\", \"category_id\": 1, \"bbox\": [1, 2, 3, 4], \"score\": 0.5}");
    assertThat(CocoDetection.readAll(lines, OnInvalid.FAIL, warnings::add)).hasSize(2);
    assertThat(warnings).singleElement().asString().contains("JSON lines");
  }
}
