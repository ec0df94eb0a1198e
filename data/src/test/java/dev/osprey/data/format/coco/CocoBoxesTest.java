package dev.osprey.data.format.coco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Box;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.OnInvalid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Boxes of COCO files: from masks where there are none, of faulty and of rejected entries. */
class CocoBoxesTest extends CocoFolder {
  @Test
  void computesMissingBoxesFromPolygonsAndMasks() {
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
  void countsObjectsWithoutBoxAndMask() {
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

  @Test
  void usesTheSizeOfTheImageFileIfBoxesDoNotFitTheStatedSize() {
    String swapped = "{\"id\": 1, \"file_name\": \"a.jpg\", \"width\": 50, \"height\": 100}";
    Path file = file(swapped, CAT, object("1", "1", "\"bbox\": [60, 1, 30, 9]"));
    assertThat(boxes(read(file, OnInvalid.FIX))).containsExactly(new Box(60, 1, 90, 10));
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("image 1 is 50 wide and 100 high", "is 100 wide and 50 high");
  }

  @Test
  void reportsAllFaultsTogether() {
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
                + " object of an unknown class, 1 annotation of an unknown image, 1 missing image,"
                + " 1 image that cannot be read")
        .hasMessageContaining("\n  and 7 more\n");
    warnings.clear();
    assertThat(read(file, OnInvalid.SKIP).size()).isEqualTo(1);
    // six kinds of faults, ids that appear twice, and no object is left
    assertThat(warnings).hasSize(8);
  }

  @Test
  void boxesWithoutAreaInFloat32AreFaulty() {
    Path file = file(image("1", "a.jpg"), CAT, object("1", "1", "\"bbox\": [50.3, 1, 1e-6, 2]"));
    assertThatThrownBy(() -> read(file)).hasMessageContaining("annotation 1 has width 1.0E-6");
  }

  @Test
  void ignoresMasksThatDoNotFillTheirImage() {
    Path file =
        file(
            image("1", "a.jpg"),
            CAT,
            object("1", "1", "\"segmentation\": {\"size\": [4, 3], \"counts\": [5, 2, 4]}"));
    assertThatThrownBy(() -> read(file)).hasMessageContaining("has no bbox and no mask");
  }

  @Test
  void doesNotCountAnnotationsOfRejectedImages() {
    Path file =
        file(
            "{\"id\": 1, \"file_name\": \"a.jpg\", \"width\": \"96\"}",
            CAT,
            object("1", "1", "\"bbox\": [1, 1, 2, 2]"));
    assertThatThrownBy(() -> read(file))
        .hasMessageStartingWith(file + ": image 1 has width \"96\"; it should be a number");
  }
}
