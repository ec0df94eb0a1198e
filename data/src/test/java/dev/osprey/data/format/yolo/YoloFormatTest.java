package dev.osprey.data.format.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.EntryId;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.reading.DatasetFolder;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.DrawnFiles;
import dev.osprey.data.format.reading.OnInvalid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class YoloFormatTest extends DatasetFolder {
  @BeforeEach
  void makeSet() {
    files.image("images/train/a.jpg", 100, 50);
    files.image("images/train/b 2.PNG", 40, 40);
    files.image("images/train/sub/c.jpg", 20, 20);
    files.image("images/val/d.jpg", 20, 20);
    files.text("labels/train/a.txt", "1 0.5 0.5 0.2 0.4", "", "0 0.25 0.5 0.5 1.0");
    files.text("labels/train/b 2.txt", "");
    files.text("labels/train/sub/c.txt", "");
    files.text("labels/val/d.txt", "0 0.5 0.5 1 1");
    yaml("path: .", "train: images/train", "val: images/val", "test:", "names: [cat, dog]");
  }

  private void yaml(String... lines) {
    files.text("data.yaml", lines);
  }

  private void label(String... lines) {
    files.text("labels/train/a.txt", lines);
  }

  private Dataset train() {
    return read(DatasetSource.of(folder).withSplit("train"));
  }

  private List<Annotation> objects() {
    return train().samples().get(0).annotations();
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertTrainMistake() {
    return assertThatThrownBy(this::train).isInstanceOf(UserError.class);
  }

  private static List<String> names(Dataset dataset) {
    return dataset.samples().stream().map(each -> each.image().getFileName().toString()).toList();
  }

  @Test
  void readsBoxesInPixelsOfTheirImage() {
    Dataset dataset = train();

    assertThat(dataset.labels().names()).containsExactly("cat", "dog");
    assertThat(dataset.labels().categoryId(1)).isEqualTo(EntryId.of(1));
    assertThat(names(dataset)).containsExactly("a.jpg", "b 2.PNG", "c.jpg");
    // centre (50, 25), 20 by 20; left half
    assertThat(dataset.samples().get(0).annotations())
        .containsExactly(
            Annotation.of(new Box(40, 15, 60, 35), 1), Annotation.of(new Box(0, 0, 50, 50), 0));
    assertThat(dataset.samples().get(1).annotations()).isEmpty();
    assertThat(dataset.samples().get(2).annotations()).isEmpty();
    assertThat(dataset.samples()).extracting(Sample::id).containsExactly(1L, 2L, 3L);
    assertThat(warnings).isEmpty();
    assertThat(DatasetFormats.named("yolo").splits(folder)).containsExactly("train", "val");
  }

  @Test
  void convertsPolygonsToBoundingBoxes() {
    // A line of five numbers beside polygons stays a box.
    label("0 0.1 0.2 0.5 0.1 0.3 0.9", "1 0.5 0.5 0.2 0.4");

    // shares 0.1..0.5 of 100 and 0.1..0.9 of 50
    assertThat(objects().get(0).box()).isEqualTo(new Box(10, 5, 50, 45));
    assertThat(objects().get(1).box()).isEqualTo(new Box(40, 15, 60, 35));
  }

  @Test
  void leavesOutRepeatedLabels() {
    label("1 0.5 0.5 0.2 0.4", "1 .50 0.5 0.2 0.40", "0 0.5 0.5 0.2 0.4");

    assertThat(objects()).hasSize(2);
    assertThat(warnings)
        .containsExactly(
            "1 repeated label: "
                + files.path("labels/train/a.txt")
                + " line 2 repeats a label and is left out");
  }

  @Test
  void valuesBeyondTheImageFollowThePolicy() {
    label("0 0.9 0.5 0.4 0.4", "0 50 25 20 20", "0 0.5 0.5 0 0.1", "1 0.5 0.5 0.2 0.4");
    assertTrainMistake()
        .hasMessageContaining(
            "has 3 faulty entries: 1 box without area, 1 box that reaches beyond its image, 1 label"
                + " with a value outside 0 to 1")
        .hasMessageContaining("a.txt line 1: the label reaches beyond its image (100")
        .hasMessageContaining("a.txt line 3: the label has width 0.0");
    label("0 50 25 20 20");
    assertTrainMistake()
        .hasMessageContaining("a.txt line 1: the label has 50.0, which is not from 0 to 1; YOLO")
        .hasMessageContaining("divided by the image's sides");

    label("0 0.9 0.5 0.4 0.4", "0 50 25 20 20", "0 0.5 0.5 0 0.1", "1 0.5 0.5 0.2 0.4");
    DatasetSource source = DatasetSource.of(folder).withSplit("train");
    Dataset skipped = read(source.withOnInvalid(OnInvalid.SKIP));
    assertThat(skipped.samples().get(0).annotations())
        .containsExactly(Annotation.of(new Box(40, 15, 60, 35), 1));
    assertThat(warnings).hasSize(3);
    Dataset clipped = read(source.withOnInvalid(OnInvalid.FIX));
    // 70..110 becomes 70..100
    assertThat(clipped.samples().get(0).annotations())
        .containsExactly(
            Annotation.of(new Box(70, 15, 100, 35), 0), Annotation.of(new Box(40, 15, 60, 35), 1));
  }

  @Test
  void reportsFileAndLineOfMalformedLabels() {
    label("0 0.5 0.5 0.2");
    assertTrainMistake().hasMessageContaining("a.txt line 1 has 4 numbers");
    label("", "0 0.5 0.5 0.2 0.4 0.99");
    assertTrainMistake()
        .hasMessageContaining("a.txt line 2 has 6 numbers")
        .hasMessageContaining("score");
    label("0 0.5 0.5 0.2 x");
    assertTrainMistake().hasMessageContaining("a.txt line 1: \"x\" is not a number");
    label("2 0.5 0.5 0.2 0.4");
    assertTrainMistake()
        .hasMessageContaining("class 2 is unknown; there are 2 classes, 0 to 1: cat, dog");
    label("dog 0.5 0.5 0.2 0.4");
    assertTrainMistake().hasMessageContaining("\"dog\" is not a number");
    label("0 nan 0.5 0.2 0.4");
    assertTrainMistake()
        .hasMessageContaining(
            "a.txt line 1: the label has a coordinate that is not a finite number");
    label("1.0 0.5 0.5 0.2 0.4");
    assertThat(objects().get(0).label()).isEqualTo(1);
  }

  @Test
  void readsTheFormsOfDataYaml() {
    yaml("train: [images/train, images/val]", "names: {0: cat, 1: dog}", "nc: 2");
    assertThat(names(train())).containsExactly("a.jpg", "b 2.PNG", "c.jpg", "d.jpg");

    // A list starts from its own folder, or from the data set's; each image counts once.
    files.text("lists/train.txt", "../images/val/d.jpg\r", "images/train/a.jpg", "");
    yaml("train: [lists/train.txt, images/val]", "nc: 2");
    Dataset listed = train();
    assertThat(names(listed)).containsExactly("d.jpg", "a.jpg");
    assertThat(listed.labels().names()).containsExactly("class_0", "class_1");
    assertThat(listed.samples().get(1).annotations()).hasSize(2);

    yaml("path: " + folder, "train: images/train", "names: [cat, dog]");
    assertThat(train().size()).isEqualTo(3);
    assertThat(warnings).isEmpty();
  }

  @Test
  void findsImagesOfAnExportThatWasMoved() {
    yaml("path: /content/elsewhere", "train: ../images/train", "names: [cat, dog]");

    assertThat(train().size()).isEqualTo(3);
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("data.yaml: path /content/elsewhere is missing; names start from");
    assertThat(read(DatasetSource.of(folder).withSplit("train").withImages(folder)).size())
        .isEqualTo(3);
  }

  @Test
  void acceptsOtherNamesOfSplits() {
    assertThat(read(DatasetSource.of(folder).withSplit("valid")).size()).isEqualTo(1);
    assertThatThrownBy(() -> read(DatasetSource.of(folder).withSplit("test")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no split \"test\". Pass --split with one of train, val");
    assertThatThrownBy(() -> read(DatasetSource.of(folder)))
        .hasMessageContaining("has several splits");
    assertThat(read(DatasetSource.none().withAnnotations(files.path("data.yaml")).withSplit("val")))
        .isEqualTo(read(DatasetSource.of(folder).withSplit("val")));
  }

  @Test
  void explainsMistakesInDataYaml() {
    yaml("train: images/trian", "names: [a]");
    assertTrainMistake()
        .hasMessageContaining("data.yaml: train names images/trian, but there is no ")
        .hasMessageContaining("--images DIR");
    yaml("train: images/train", "names: [cat, dog]", "nc: 3");
    assertTrainMistake().hasMessageContaining("nc is 3, but there are 2 names");
    yaml("train: images/train", "names: {0: cat, 2: dog}");
    assertTrainMistake().hasMessageContaining("none with the number 1");
    yaml("train: images/train", "names: [cat, cat]");
    assertTrainMistake().hasMessageContaining("\"cat\" twice");
    yaml("train: images/train");
    assertTrainMistake().hasMessageContaining("has no names");
    yaml("names: [cat]");
    assertTrainMistake().hasMessageContaining("names no images");
    yaml("train: {a: b}", "names: [cat]");
    assertTrainMistake().hasMessageContaining("train is {a: b}; it is a folder");
    yaml("train: [images/train", "names: [cat]");
    assertTrainMistake()
        .hasMessageContaining("data.yaml line ")
        .hasMessageContaining("not valid YAML");
    yaml("just a text");
    assertTrainMistake().hasMessageContaining("is not a YOLO data set");
    yaml("train: \"a\\0b\"", "names: [cat]");
    assertTrainMistake().hasMessageContaining("train names a");
    files.text("list.txt", "images/train/a.jpg", "images/train/z.jpg");
    yaml("train: list.txt", "names: [cat, dog]");
    assertTrainMistake().hasMessageContaining("list.txt line 2: the image images/train/z.jpg");
  }

  @Test
  void doesNotRunCommandsOfDataYaml() {
    Path made = files.path("made");
    yaml(
        "train: images/train",
        "names: [cat, dog]",
        "download: |",
        "  import pathlib; pathlib.Path('" + made + "').touch()");
    assertThat(train().size()).isEqualTo(3);
    yaml("train: images/train", "names: !!javax.script.ScriptEngineManager [cat, dog]");
    assertThat(train().labels().size()).isEqualTo(2);
    assertThat(made).doesNotExist();
  }

  @Test
  void readsAPlainFolder() throws IOException {
    Files.delete(files.path("data.yaml"));
    files.text("classes.txt", "cat", "dog", "");

    assertThat(names(train())).containsExactly("a.jpg", "b 2.PNG", "c.jpg");
    assertThat(objects()).hasSize(2);
    assertThat(DatasetFormats.named("yolo").splits(folder)).containsExactly("train", "val");
    assertThatThrownBy(() -> read(DatasetSource.of(folder)))
        .hasMessageContaining("has several splits. Pass --split with one of train, val");
  }

  @Test
  void readsAFlatFolderWithTheClassesAmongTheLabels() {
    DrawnFiles flat = new DrawnFiles(folder.resolve("flat"));
    flat.image("images/x.jpg", 10, 10);
    flat.text("labels/x.txt", "1 0.5 0.5 1 1");
    flat.text("labels/classes.txt", "cat", "dog");

    Dataset dataset = read(DatasetSource.of(flat.path("")));
    assertThat(dataset.samples().get(0).annotations())
        .containsExactly(Annotation.of(new Box(0, 0, 10, 10), 1));
    assertThatThrownBy(() -> read(DatasetSource.of(flat.path("")).withSplit("train")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no split \"train\": the images are in one folder");
    DatasetSource outright =
        DatasetSource.none().withAnnotations(flat.path("labels")).withImages(flat.path("images"));
    assertThat(read(outright).samples()).isEqualTo(dataset.samples());
  }

  @Test
  void readsLabelsBesideTheirImages() {
    DrawnFiles flat = new DrawnFiles(folder.resolve("beside"));
    flat.image("images/x.jpg", 10, 10);
    flat.text("images/x.txt", "0 0.5 0.5 1 1");
    flat.text("data.yaml", "train: images", "names: [cat]");

    Dataset dataset = read(DatasetSource.of(flat.path("")));
    assertThat(dataset.samples().get(0).annotations()).hasSize(1);
  }

  @Test
  void reportsWhereLabelsWereSearchedFor() throws IOException {
    Files.delete(files.path("labels/val/d.txt"));

    assertThat(read(DatasetSource.of(folder).withSplit("val")).size()).isEqualTo(1);
    assertThat(warnings)
        .containsExactly(
            "none of the 1 images has a label file; the first would be "
                + files.path("labels/val/d.txt"),
            "val: none of the 1 images has an object; there is nothing to learn and nothing to"
                + " measure");
  }
}
