package dev.osprey.data.format.voc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.reading.DatasetFolder;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.DrawnFiles;
import dev.osprey.data.format.reading.OnInvalid;
import dev.osprey.data.format.reading.VocCorners;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VocFormatTest extends DatasetFolder {
  @BeforeEach
  void makeSet() throws IOException {
    annotation("a", object("dog", 1, "1", "2", "30", "40"), object("cat", 0, "5", "5", "9.5", "8"));
    annotation("b 1");
    annotation("c", object("ant", 0, "1", "1", "2", "2"));
    split("train", "b 1", "a  1", "");
    split("dog_train", "a 1", "b 1 -1");
    split("val", "c");
  }

  private void annotation(String name, String... objects) throws IOException {
    new DrawnFiles(folder).image("SET/JPEGImages/" + name + ".jpg", 100, 50);
    write(
        "Annotations/" + name + ".xml",
        "<annotation><filename>x.jpg</filename><size><width>100</width><height>50</height></size>"
            + String.join("", objects)
            + "</annotation>");
  }

  private static String object(String name, int difficult, String... corners) {
    return "<object><name>"
        + name
        + "</name><difficult>"
        + difficult
        + "</difficult><part><name>"
        + "head</name><bndbox><xmin>0</xmin></bndbox></part><bndbox><xmin>"
        + corners[0]
        + "</xmin><ymin>"
        + corners[1]
        + "</ymin><xmax>"
        + corners[2]
        + "</xmax><ymax>"
        + corners[3]
        + "</ymax></bndbox></object>";
  }

  private void split(String name, String... lines) throws IOException {
    write("ImageSets/Main/" + name + ".txt", String.join("\n", lines));
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve("SET").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void readsASplitInTheOrderOfItsList() {
    Dataset dataset = read(DatasetSource.of(folder).withSplit("train"));

    assertThat(dataset.labels().names()).containsExactly("ant", "cat", "dog");
    assertThat(dataset.samples())
        .extracting(sample -> sample.image().getFileName().toString())
        .containsExactly("b 1.jpg", "a.jpg");
    assertThat(dataset.samples()).extracting(s -> s.id()).containsExactly(1L, 2L);
    assertThat(dataset.samples().get(0).annotations()).isEmpty();
    List<Annotation> objects = dataset.samples().get(1).annotations();
    assertThat(objects.get(0).box()).isEqualTo(new Box(1, 2, 30, 40));
    assertThat(objects.get(0).area()).isEqualTo(29 * 38);
    assertThat(objects.get(0).isDifficult()).isTrue();
    assertThat(objects.get(1)).isEqualTo(Annotation.of(new Box(5, 5, 9.5, 8), 1));
  }

  @Test
  void readsAClassListWithItsSecondColumn() {
    assertThat(read(DatasetSource.of(folder).withSplit("dog_train")).size()).isEqualTo(2);
    assertThat(DatasetFormats.named("voc").splits(folder)).containsExactly("train", "val");
  }

  @Test
  void shiftsTheFirstCornerIfCornersAreOneBased() {
    Dataset dataset =
        read(DatasetSource.of(folder).withSplit("val").withVocCorners(VocCorners.ONE_BASED));
    assertThat(dataset.samples().get(0).annotations().get(0).box()).isEqualTo(new Box(0, 0, 2, 2));
  }

  @Test
  void acceptsOnePixelObjectsOnlyIfCornersAreOneBased() throws IOException {
    annotation("c", object("ant", 0, "4", "4", "4", "4"));
    DatasetSource source = DatasetSource.of(folder).withSplit("val");
    assertThatThrownBy(() -> read(source))
        .isInstanceOf(UserError.class)
        .hasMessage(
            folder.resolve("SET/Annotations/c.xml")
                + ": object 1 (ant) has width 0.0; VOC boxes need xmax > xmin and ymax > ymin,"
                + " inside the image. Fix the entry or pass --on-invalid skip or fix"
                + " (in a configuration: onInvalid)");
    assertThat(read(source.withVocCorners(VocCorners.ONE_BASED)).samples().get(0).annotations())
        .hasSize(1);
    assertThat(read(source.withOnInvalid(OnInvalid.SKIP)).samples().get(0).annotations()).isEmpty();
    assertThat(warnings).hasSize(2);
    assertThat(warnings.get(0)).contains("1 box without area is left out", "c.xml: object 1 (ant)");
    assertThat(warnings.get(1)).contains("none of the 1 images has an object");
  }

  @Test
  void readsLabelsFromAClassFile() throws IOException {
    Path classes = Files.writeString(folder.resolve("classes.txt"), "dog\ncat\n");
    DatasetSource source = DatasetSource.of(folder).withClasses(classes);
    assertThat(read(source.withSplit("train")).labels().names()).containsExactly("dog", "cat");
    assertThatThrownBy(() -> read(source.withSplit("val")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("object 1 (ant) is of a class that " + classes)
        .hasMessageContaining("dog, cat");
    Files.writeString(classes, "dog\ndog\n");
    assertThatThrownBy(() -> read(source.withSplit("val"))).hasMessageContaining("appears twice");
    Files.writeString(classes, "\n");
    assertThatThrownBy(() -> read(source.withSplit("val"))).hasMessageContaining("names no class");
  }

  @Test
  void listsTheSplitsIfNoneOrAnUnknownOneIsGiven() {
    assertThatThrownBy(() -> read(DatasetSource.of(folder)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has several splits. Pass --split with one of train, val");
    assertThatThrownBy(() -> read(DatasetSource.of(folder).withSplit("test")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no split \"test\"");
  }

  @Test
  void readsAllFilesIfThereAreNoLists() throws IOException {
    for (String name : List.of("train", "dog_train", "val")) {
      Files.delete(folder.resolve("SET/ImageSets/Main/" + name + ".txt"));
    }
    assertThat(read(DatasetSource.of(folder)).size()).isEqualTo(3);
    Path annotations = folder.resolve("SET/Annotations");
    DatasetSource outright =
        DatasetSource.none()
            .withAnnotations(annotations)
            .withImages(folder.resolve("SET/JPEGImages"));
    assertThat(read(outright).size()).isEqualTo(3);
  }

  @Test
  void reportsMissingFiles() throws IOException {
    split("val", "zebra");
    assertThatThrownBy(() -> read(DatasetSource.of(folder).withSplit("val")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("val.txt line 1: it names zebra, but");
    split("val", "c");
    Files.delete(folder.resolve("SET/JPEGImages/c.jpg"));
    assertThatThrownBy(() -> read(DatasetSource.of(folder).withSplit("val")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("its image c.jpg is missing; looked in");
    split("val", "c", "c");
    new DrawnFiles(folder).image("SET/JPEGImages/c.png", 100, 50);
    assertThatThrownBy(() -> read(DatasetSource.of(folder).withSplit("val")))
        .hasMessageContaining("names c twice, in lines 1 and 2");
  }

  @Test
  void refusesEntitiesAndBrokenXml() throws IOException {
    write(
        "Annotations/c.xml",
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><annotation>&x;</annotation>");
    assertThatThrownBy(() -> read(DatasetSource.of(folder).withSplit("val")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("c.xml has a DOCTYPE");
    write("Annotations/c.xml", "<annotation>");
    assertThatThrownBy(() -> read(DatasetSource.of(folder).withSplit("val")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("c.xml is not valid XML");
    write("Annotations/c.xml", "<svg/>");
    assertThatThrownBy(() -> read(DatasetSource.of(folder).withSplit("val")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("its root is <svg>");
    write(
        "Annotations/c.xml",
        "<annotation>" + object("ant", 0, "x", "1", "2", "3") + "</annotation>");
    assertThatThrownBy(() -> read(DatasetSource.of(folder).withSplit("val")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("object 1 (ant) has xmin \"x\"");
    write("Annotations/c.xml", "<annotation><object><name>ant</name></object></annotation>");
    assertThatThrownBy(() -> read(DatasetSource.of(folder).withSplit("val")))
        .hasMessageContaining("object 1 (ant) has no bndbox");
  }
}
