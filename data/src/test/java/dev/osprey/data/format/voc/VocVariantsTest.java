package dev.osprey.data.format.voc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.OnInvalid;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Published data sets in variants of Pascal VOC: one class, images of many sizes, unusual files.
 */
class VocVariantsTest extends VocFolder {
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
  void acceptsMissingElements(String elements) {
    single(elements + object("dog", 60.25, 10, 99.5, 50));

    Sample sample = read().samples().get(0);

    assertThat(sample.image()).isEqualTo(files.path("images/a.jpg"));
    assertThat(sample.annotations()).contains(Annotation.of(new Box(60.25, 10, 99.5, 50), 0));
    assertThat(warnings).isEmpty();
  }

  @Test
  void checksBoxesAgainstTheImageIfNoSizeIsStated() {
    single(object("dog", 1, 1, 130, 20));

    assertThatThrownBy(this::read)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("a.xml: object 1 (dog) reaches beyond its image (100 wide, 50 high)");
  }

  @Test
  void keepsBoxesAtTheBorderAndAppliesThePolicyToOthers() {
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
    assertThat(warnings.get(0)).contains("1 box without area is corrected", "object 3 (dog)");
    assertThat(warnings.get(1)).contains("is corrected", "object 4 (dog) reaches");
  }

  @Test
  void countsImagesWithoutAnAnnotationFile() {
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
  void partsOfAnObjectAreNotObjects() {
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
}
