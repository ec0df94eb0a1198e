package dev.osprey.data.format.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.reading.DatasetFolder;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.OnInvalid;
import java.nio.charset.Charset;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables of boxes as spreadsheets, pandas, TensorFlow's scripts and Roboflow write them. ¶ is a
 * line break.
 */
class CsvVariantsTest extends DatasetFolder {
  @BeforeEach
  void makeSet() {
    files.image("a.jpg", 100, 50);
    files.image("b.jpg", 40, 30);
    files.text("classes.csv", "disc,0", "box,1");
  }

  private Dataset read(OnInvalid policy) {
    return DatasetFormats.read(DatasetSource.of(folder).withOnInvalid(policy), warnings::add);
  }

  private Dataset read(String text) {
    files.text("annotations.csv", text.replace('¶', '\n'));
    return read(OnInvalid.FAIL);
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertMistake(String text) {
    return assertThatThrownBy(() -> read(text)).isInstanceOf(UserError.class);
  }

  private static void assertUsual(Dataset dataset) {
    assertThat(dataset.labels().names()).containsExactly("disc", "box");
    assertThat(dataset.samples()).hasSize(2);
    assertThat(dataset.samples().get(0).annotations())
        .containsExactly(Annotation.of(new Box(1.5, 2, 30, 40), 1));
    assertThat(dataset.samples().get(1).annotations())
        .containsExactly(Annotation.of(new Box(0, 0, 40, 30), 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "filename,x1,y1,x2,y2,class_name¶a.jpg,1.5,2,30,40,box¶b.jpg,0,0,40,30,disc",
        "Image Path,x_min,y_min,x_max,y_max,Label¶a.jpg,1.5,2,30,40,box¶b.jpg,0,0,40,30,disc",
        "filename,width,height,class,xmin,ymin,xmax,ymax¶"
            + "a.jpg,100,50,box,1.5,2,30,40¶b.jpg,40,30,disc,0,0,40,30",
        "class,ymax,xmax,ymin,xmin,file¶box,40,30,2,1.5,a.jpg¶disc,30,40,0,0,b.jpg",
        "label;left;top;right;bottom;image¶box;1,5;2;30;40;a.jpg¶disc;0;0;40;30;b.jpg",
        "a.jpg;1,5;2;30;40;box¶b.jpg;0;0;40;30;disc",
        "a.jpg\t1.5\t2\t30\t40\tbox¶b.jpg\t0\t0\t40\t30\tdisc",
        "sep=;\r¶a.jpg;1.5;2;30;40;box\r¶b.jpg;0;0;40;30;disc\r¶",
        ",filename,x1,y1,x2,y2,class¶0,a.jpg,1.5,2,30,40,box¶1,b.jpg,0,0,40,30,disc",
        "\uFEFF\"Unnamed: 0\",\"image\",\"xmin\",\"ymin\",\"xmax\",\"ymax\",\"name\"\r¶"
            + "0,\"a.jpg\",1.5,2,30,40,\"box\"\r¶1,\"b.jpg\",0,0,40,30,\"disc\"\r¶",
        "image,x,y,w,h,class¶a.jpg,1.5,2,28.5,38,box¶b.jpg,0,0,40,30,disc",
        "filename,bbox_x,bbox_y,bbox_width,bbox_height,image_width,image_height,category¶"
            + "a.jpg,1.5,2,28.5,38,100,50,box¶b.jpg,0,0,40,30,40,30,disc"
      })
  void recognisesHeadingsAndSeparators(String text) {
    assertUsual(read(text));
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0,a.jpg,1.5,2,30,40,box¶1,b.jpg,0,0,40,30,disc",
        "a.jpg,100,50,box,1.5,2,30,40¶b.jpg,40,30,disc,0,0,40,30",
        "bild,links,oben,rechts,unten,klasse¶a.jpg,1.5,2,30,40,box¶b.jpg,0,0,40,30,disc",
        "C:\\set\\a.jpg,1.5,2,30,40,box¶B.JPG,0,0,40,30,disc"
      })
  void readsUnusualTablesWithAWarning(String text) {
    assertUsual(read(text));
    assertThat(warnings).hasSize(1);
  }

  @Test
  void reportsAMissingColumn() {
    assertMistake("filename,xmin,ymin,label¶a.jpg,1,2,box")
        .hasMessageContaining("line 1: none of these headings means x2, y2: filename, xmin,")
        .hasMessageContaining("Rename the columns to filename, x1, y1, x2, y2, class");
    assertMistake("filename,cx,cy,w,h,class¶a.jpg,1,2,3,4,box")
        .hasMessageContaining("none of these headings means x1, y1, x2, y2");
  }

  @Test
  void classesMayHaveTheNamesOfHeadings() {
    files.text("classes.csv", "name,0", "label,1");
    Dataset dataset = read("a.jpg,1,2,30,40,label¶b.jpg,1,2,3,4,name");
    assertThat(dataset.samples()).hasSize(2);
  }

  @Test
  void warnsOfSizesThatDifferFromTheImageFile() {
    assertUsual(
        read(
            "filename,width,height,class,xmin,ymin,xmax,ymax¶"
                + "a.jpg,50,100,box,1.5,2,30,40¶b.jpg,40,30,disc,0,0,40,30"));
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("1 image of another size than stated", "it is 100 wide and 50 high");
  }

  @Test
  void warnsOfFractionsInPlaceOfPixels() {
    read("a.jpg,0.1,0.2,0.3,0.4,box¶b.jpg,0,0,0.5,1,disc");
    assertThat(warnings).singleElement().asString().contains("all coordinates are from 0 to 1");
  }

  @Test
  void reportsTheLineInAnotherEncoding() {
    files.bytes(
        "annotations.csv",
        "a.jpg,1,2,3,4,box¶b.jpg,1,2,3,4,boîte"
            .replace('¶', '\n')
            .getBytes(Charset.forName("windows-1252")));
    assertThatThrownBy(() -> read(OnInvalid.FAIL))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("annotations.csv line 2: this is not UTF-8 text (byte 0xEE");
    assertMistake("a.jpg,1,2,3,4,box¶\"b.jpg,1,2,3,4,box")
        .hasMessageContaining("line 2: a quote (\") is opened and not closed");
  }

  @Test
  void reportsAllFaultsTogetherAndLeavesThemOutOrCorrectsThem() {
    String text =
        "a.jpg,1.5,2,30,40,box¶a.jpg,nan,2,30,40,box¶a.jpg,inf,2,30,40,box¶a.jpg,1,2,30,box¶"
            + "c.jpg,1,2,3,4,box¶a.jpg,1,2,3,4,circle¶a.jpg,x,2,3,4,box¶b.jpg,40,30,0,0,disc";
    assertMistake(text)
        .hasMessageContaining(
            "has 7 faulty entries: 2 entries with numbers that are not finite, 1 box"
                + " without area, 2 lines that cannot be read, 1 object of an unknown class, 1"
                + " missing image")
        .hasMessageContaining("annotations.csv line 2: the box has a coordinate that is not")
        .hasMessageContaining("annotations.csv line 4 has 5 fields")
        .hasMessageContaining("line 5: the image c.jpg is missing")
        .hasMessageContaining("1 of 3 images are missing; looked in ")
        .hasMessageContaining("line 6: unknown class \"circle\"")
        .hasMessageContaining("line 7: malformed x1 \"x\"");
    Dataset skipped = read(OnInvalid.SKIP);
    assertThat(skipped.samples().get(0).annotations()).hasSize(1);
    assertThat(skipped.samples().get(1).annotations()).isEmpty();
    assertThat(warnings).hasSize(5);
    assertUsual(read(OnInvalid.FIX));
  }

  @Test
  void readsEmptyFieldsAsImagesWithoutObjects() {
    Dataset dataset = read("a.jpg,,,,,¶b.jpg,nan,nan,nan,nan,nan");
    assertThat(dataset.samples()).hasSize(2).allMatch(sample -> sample.annotations().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "class,id¶disc,0¶box,1",
        "name,class_id¶box,1¶disc,0",
        "id,name¶0,disc¶1,box",
        "0,disc¶1,box",
        "disc;0\r¶box;1\r¶",
        ",class,id¶0,disc,0¶1,box,1",
        "disc¶box",
        "class_name¶disc¶box",
        "disc,0.0¶box,1.0"
      })
  void readsUnambiguousFormsOfClassFiles(String classes) {
    files.text("classes.csv", classes.replace('¶', '\n'));
    assertUsual(read("a.jpg,1.5,2,30,40,box¶b.jpg,0,0,40,30,disc"));
  }

  private void makeExport(String part, String... rows) {
    files.image("export/" + part + "/a.jpg", 100, 50);
    files.image("export/" + part + "/b.jpg", 40, 30);
    files.text("export/" + part + "/_annotations.csv", rows);
  }

  private Dataset readExport(String split) {
    return DatasetFormats.read(
        DatasetSource.of(files.path("export")).withSplit(split), warnings::add);
  }

  @Test
  void recognisesExportsOfRoboflow() {
    makeExport("train", "a.jpg,1.5,2,30,40,box", "b.jpg,0,0,40,30,disc");
    files.text("export/train/_classes.csv", "disc,0", "box,1");
    makeExport("valid", "a.jpg,1,2,3,4,box");
    files.text("export/valid/_classes.csv", "disc,0", "box,1");

    assertThat(DatasetFormats.named("csv").splits(files.path("export")))
        .containsExactly("train", "valid");
    assertUsual(readExport("train"));
    assertThat(readExport("val").size()).isEqualTo(1);
    assertThat(warnings).isEmpty();
    assertUsual(DatasetFormats.read(DatasetSource.of(files.path("export/train")), warnings::add));
    assertUsual(
        DatasetFormats.read(
            DatasetSource.none().withAnnotations(files.path("export/train/_annotations.csv")),
            warnings::add));
  }

  @Test
  void exportWithoutClassFileHasTheClassesOfAllSplits() {
    String headings = "filename,width,height,class,xmin,ymin,xmax,ymax";
    makeExport("train", headings, "a.jpg,100,50,box,1,2,30,40", "b.jpg,40,30,disc,0,0,40,30");
    makeExport("test", headings, "a.jpg,100,50,disc,1,2,30,40");

    assertThat(readExport("train").labels().names()).containsExactly("box", "disc");
    Dataset test = readExport("test");
    assertThat(test.labels().names()).containsExactly("box", "disc");
    assertThat(test.samples().get(0).annotations().get(0).label()).isEqualTo(1);
    assertThat(warnings)
        .hasSize(2)
        .allMatch(line -> line.contains("its classes are those of the rows, by name: box, disc"));
  }
}
