package dev.osprey.data.format.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.format.DatasetFormats;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real images, which are not in the repository: skipped where they are absent. */
class BloodCellsTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("osprey.root", "."), "..", "shared", "data", "bccd");
  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void requireData() {
    assumeTrue(Files.isDirectory(FOLDER), () -> "skipped: " + FOLDER + " is not on this machine");
  }

  private Dataset voc(String split) {
    return DatasetFormats.read(
        DatasetSource.of(FOLDER).withSplit(split).withOnInvalid(OnInvalid.SKIP), warnings::add);
  }

  private Dataset coco(String split) {
    return DatasetFormats.read(
        DatasetSource.of(FOLDER).withFormat("coco").withSplit(split), warnings::add);
  }

  @Test
  void readsAllSplits() {
    assertThat(List.of(voc("train").size(), voc("val").size(), voc("test").size()))
        .containsExactly(205, 87, 72);
    assertThat(objects(voc("train"))).isEqualTo(2804);
    assertThat(objects(coco("val"))).isEqualTo(1137);
    assertThat(voc("val").labels().names()).containsExactly("Platelets", "RBC", "WBC");
    assertThat(coco("val").labels().names()).containsExactly("RBC", "WBC", "Platelets");
  }

  private static long objects(Dataset dataset) {
    return dataset.samples().stream().mapToLong(sample -> sample.annotations().size()).sum();
  }

  @Test
  void readsTheSameBoxesFromBothLayouts() {
    for (String split : List.of("train", "val", "test")) {
      assertThat(boxesByImage(voc(split))).isEqualTo(boxesByImage(coco(split)));
    }
  }

  @Test
  void readsTheSameBoxesFromCsv(@TempDir Path folder) {
    DrawnFiles files = new DrawnFiles(folder);
    Dataset voc = voc("val");
    List<String> rows = new ArrayList<>();
    for (Sample sample : voc.samples()) {
      for (Annotation object : sample.annotations()) {
        Box box = object.box();
        rows.add(
            "%s,%d,%d,%d,%d,%s"
                .formatted(
                    sample.image().getFileName(),
                    (int) box.x1(),
                    (int) box.y1(),
                    (int) box.x2(),
                    (int) box.y2(),
                    voc.labels().name(object.label())));
      }
    }
    files.text("val.csv", rows.toArray(String[]::new));
    files.text("classes.csv", "Platelets,0", "RBC,1", "WBC,2");

    Path images = voc.samples().get(0).image().getParent();
    Dataset csv = DatasetFormats.read(DatasetSource.of(folder).withImages(images), warnings::add);

    assertThat(boxesByImage(csv)).isEqualTo(boxesByImage(voc));
  }

  @Test
  void readsTheSameBoxesFromYolo(@TempDir Path folder) {
    DrawnFiles files = new DrawnFiles(folder);
    Dataset voc = voc("val");
    for (Sample sample : voc.samples()) {
      List<String> lines = new ArrayList<>();
      for (Annotation object : sample.annotations()) {
        Box box = object.box(); // in images of 640 by 480
        lines.add(
            "%d %s %s %s %s"
                .formatted(
                    object.label(),
                    (box.x1() + box.x2()) / 1280,
                    (box.y1() + box.y2()) / 960,
                    box.width() / 640,
                    box.height() / 480));
      }
      files.text(
          "labels/" + ImageFolders.stem(sample.image()) + ".txt", lines.toArray(String[]::new));
    }
    files.text("classes.txt", "Platelets", "RBC", "WBC");
    Path images = voc.samples().get(0).image().getParent();

    Dataset yolo =
        DatasetFormats.read(
            DatasetSource.of(folder).withFormat("yolo").withImages(images), warnings::add);

    Map<String, Sample> byName = new HashMap<>();
    yolo.samples().forEach(each -> byName.put(each.image().getFileName().toString(), each));
    for (Sample sample : voc.samples()) {
      List<Annotation> read =
          byName.getOrDefault(sample.image().getFileName().toString(), sample).annotations();
      // A label that appears twice is left out, as Ultralytics does.
      List<Annotation> written = sample.annotations().stream().distinct().toList();
      assertThat(read).hasSameSizeAs(written);
      for (int i = 0; i < read.size(); i++) {
        assertThat(read.get(i).label()).isEqualTo(written.get(i).label());
        assertThat(read.get(i).box().iou(written.get(i).box())).isCloseTo(1, within(1e-9));
      }
    }
  }

  private static Map<String, List<String>> boxesByImage(Dataset dataset) {
    Map<String, List<String>> boxes = new HashMap<>();
    for (Sample sample : dataset.samples()) {
      boxes.put(
          sample.image().getFileName().toString(),
          sample.annotations().stream()
              .map(object -> show(dataset, object.label(), object.box()))
              .sorted()
              .toList());
    }
    return boxes;
  }

  private static String show(Dataset dataset, int label, Box box) {
    return dataset.labels().name(label) + " " + box;
  }

  @Test
  void reportsBoxesWithoutArea() {
    assertThatThrownBy(
            () -> DatasetFormats.read(DatasetSource.of(FOLDER).withSplit("val"), warnings::add))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("BloodImage_00338.xml: object ")
        .hasMessageContaining("(RBC) has width 0.0");
    voc("val");
    voc("train");
    assertThat(warnings).hasSize(2);
    assertThat(warnings.get(0)).contains("BloodImage_00338.xml");
    assertThat(warnings.get(1)).contains("BloodImage_00343.xml");
  }

  @Test
  void findsImagesOfAnExplicitlyNamedFile() {
    Dataset dataset =
        DatasetFormats.read(
            DatasetSource.none().withAnnotations(FOLDER.resolve("coco/instances_test.json")),
            warnings::add);
    assertThat(dataset.size()).isEqualTo(72);
  }
}
