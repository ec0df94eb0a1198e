package dev.osprey.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.format.reading.DatasetFolder;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.DrawnFiles;
import dev.osprey.data.format.reading.EmptyImages;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Selection of classes, and joining of several data sets. */
class ChosenAndJoinedTest extends DatasetFolder {
  @BeforeEach
  void makeSets() {
    DrawnFiles cells = new DrawnFiles(folder.resolve("cells"));
    cells.image("both.jpg", 20, 20);
    cells.image("red.jpg", 20, 20);
    cells.image("none.jpg", 20, 20);
    cells.text("classes.csv", "Platelets,0", "RBC,1", "WBC,2");
    cells.text(
        "train.csv",
        "both.jpg,1,1,5,5,RBC",
        "both.jpg,2,2,6,6,WBC",
        "red.jpg,3,3,7,7,RBC",
        "none.jpg,,,,,");
    DrawnFiles more = new DrawnFiles(folder.resolve("more"));
    more.image("images/x.jpg", 10, 10);
    more.text("labels/x.txt", "0 0.5 0.5 1 1", "1 0.5 0.5 0.4 0.4");
    more.text("classes.txt", "sickle cell", "RBC");
  }

  private DatasetSource cells() {
    return DatasetSource.of(folder.resolve("cells"));
  }

  private DatasetSource more() {
    return DatasetSource.of(folder.resolve("more"));
  }

  private static List<String> names(Dataset dataset) {
    return dataset.samples().stream().map(each -> each.image().getFileName().toString()).toList();
  }

  @Test
  void keepsTheChosenClassesInTheirOrder() {
    Dataset dataset = read(cells().withOnly(List.of("WBC", "RBC")));

    assertThat(dataset.labels().categories())
        .containsExactly(new LabelMap.Category(2, "WBC"), new LabelMap.Category(1, "RBC"));
    assertThat(dataset.samples().get(0).annotations())
        .containsExactly(
            Annotation.of(new Box(1, 1, 5, 5), 1), Annotation.of(new Box(2, 2, 6, 6), 0));
  }

  @Test
  void keepsImagesThatLoseTheirObjectsUnlessTheyAreDropped() {
    DatasetSource white = cells().withOnly(List.of("WBC"));

    assertThat(names(read(white))).containsExactly("both.jpg", "red.jpg", "none.jpg");
    assertThat(read(white).samples().get(1).annotations()).isEmpty();
    assertThat(warnings).isEmpty();
    assertThat(names(read(white.withEmptyImages(EmptyImages.DROP)))).containsExactly("both.jpg");
    assertThat(warnings).containsExactly("2 of 3 images of train have no objects and are left out");
    assertThat(names(read(cells().withEmptyImages(EmptyImages.DROP))))
        .containsExactly("both.jpg", "red.jpg");
  }

  @Test
  void crowdRegionsAreNotObjects() {
    DrawnFiles coco = new DrawnFiles(folder.resolve("coco"));
    coco.image("images/a.jpg", 20, 20);
    coco.text(
        "annotations/instances_train.json",
        "{\"images\":[{\"id\":5,\"file_name\":\"a.jpg\",\"width\":20,\"height\":20}],",
        "\"categories\":[{\"id\":1,\"name\":\"RBC\"}],\"annotations\":[",
        "{\"id\":1,\"image_id\":5,\"category_id\":1,\"bbox\":[1,1,5,5],\"iscrowd\":1}]}");
    DatasetSource source = DatasetSource.of(folder.resolve("coco"));

    assertThat(read(source).samples().get(0).annotations().get(0).traits())
        .isEqualTo(Set.of(Annotation.Trait.CROWD));
    assertThat(read(source.withEmptyImages(EmptyImages.DROP)).size()).isZero();
  }

  @Test
  void suggestsTheNearestNameForAnUnknownClass() {
    assertThatThrownBy(() -> read(cells().withOnly(List.of("RBC", "Platelet"))))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "only: the data set train has no class \"Platelet\"; did you"
                + " mean \"Platelets\"? its classes are Platelets, RBC, WBC");
    assertThatThrownBy(() -> cells().withOnly(List.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("only is an empty list");
    assertThatThrownBy(() -> cells().withOnly(List.of("RBC", "RBC")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("a class is named twice");
  }

  @Test
  void parsesAListOfNamesIfNoClassHasThatName() {
    DatasetSource source = withCommas();

    assertThat(read(source.withOnly(List.of("disc,\"box, blue\""))).labels().names())
        .containsExactly("disc", "box, blue");
    assertThat(read(source.withOnly(List.of("box, blue"))).labels().names())
        .containsExactly("box, blue");
    assertThat(read(source.withOnly(List.of("box, blue", "disc"))).labels().names())
        .containsExactly("box, blue", "disc");
    assertThat(read(cells().withOnly(List.of("WBC, RBC"))).labels().names())
        .containsExactly("WBC", "RBC");
    assertThatThrownBy(() -> read(source.withOnly(List.of("disc,box, blue"))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no class \"box\"")
        .hasMessageContaining("its classes are disc, \"box, blue\"")
        .hasMessageEndingWith("--only '\"box, blue\"'");
    assertThatThrownBy(() -> read(source.withOnly(List.of("disc,disc"))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("a class is named twice");
    assertThatThrownBy(() -> read(source.withOnly(List.of(","))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no class is named");
  }

  private DatasetSource withCommas() {
    DrawnFiles coco = new DrawnFiles(folder.resolve("commas"));
    coco.image("images/a.jpg", 20, 20);
    coco.text(
        "annotations/instances_train.json",
        "{\"images\":[{\"id\":5,\"file_name\":\"a.jpg\",\"width\":20,\"height\":20}],",
        "\"categories\":[{\"id\":1,\"name\":\"disc\"},{\"id\":2,\"name\":\"box, blue\"}],",
        "\"annotations\":[",
        "{\"id\":1,\"image_id\":5,\"category_id\":1,\"bbox\":[0.1,1,1,5]},",
        "{\"id\":2,\"image_id\":5,\"category_id\":2,\"bbox\":[1,1,0.99,5]},",
        "{\"id\":3,\"image_id\":5,\"category_id\":2,\"bbox\":[1,1,5,0.5]}]}");
    return DatasetSource.of(folder.resolve("commas"));
  }

  @Test
  void leavesOutAndCountsObjectsWithAShortSide() {
    DatasetSource source = withCommas();

    assertThat(read(source).samples().get(0).annotations()).hasSize(3);
    assertThat(warnings).isEmpty();
    // the written width 1 from 0.1 on is 1 except for rounding
    assertThat(read(source.withMinimumBoxSide(1)).samples().get(0).annotations())
        .extracting(Annotation::label)
        .containsExactly(0);
    assertThat(warnings)
        .containsExactly(
            "2 of 3 boxes of train are left out, because a side is under minimumBoxSide 1");
    assertThat(read(source.withMinimumBoxSide(0.99)).samples().get(0).annotations()).hasSize(2);
  }

  @Test
  void imagesWhoseObjectsAreAllTooSmallCountAsEmpty() {
    DatasetSource large = withCommas().withMinimumBoxSide(6);

    assertThat(read(large).size()).isEqualTo(1);
    assertThat(read(large.withEmptyImages(EmptyImages.DROP)).size()).isZero();
    DatasetSource joined =
        DatasetSource.joining(List.of(withCommas(), cells())).withMinimumBoxSide(5);
    assertThat(read(joined).samples().get(0).annotations()).isEmpty();
    for (double wrong : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> cells().withMinimumBoxSide(wrong))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("minimumBoxSide is " + wrong);
    }
  }

  @Test
  void joinsClassesByNameAndRenumbersImages() {
    Dataset dataset = read(DatasetSource.joining(List.of(cells(), more())));

    // "sickle cell" has the id 0 of "Platelets", so it gets an id above all others: 3.
    assertThat(dataset.labels().categories())
        .containsExactly(
            new LabelMap.Category(0, "Platelets"),
            new LabelMap.Category(1, "RBC"),
            new LabelMap.Category(2, "WBC"),
            new LabelMap.Category(3, "sickle cell"));
    assertThat(names(dataset)).containsExactly("both.jpg", "red.jpg", "none.jpg", "x.jpg");
    assertThat(dataset.samples()).extracting(Sample::id).containsExactly(1L, 2L, 3L, 4L);
    assertThat(dataset.samples().get(3).annotations())
        .containsExactly(
            Annotation.of(new Box(0, 0, 10, 10), 3), Annotation.of(new Box(3, 3, 7, 7), 1));
  }

  @Test
  void labelsFollowTheFirstMention() {
    Dataset dataset = read(DatasetSource.joining(List.of(more(), cells())));

    assertThat(dataset.labels().categories())
        .containsExactly(
            new LabelMap.Category(0, "sickle cell"),
            new LabelMap.Category(1, "RBC"),
            new LabelMap.Category(3, "Platelets"),
            new LabelMap.Category(2, "WBC"));
    assertThat(dataset.samples().get(1).annotations().get(1).label()).isEqualTo(3);
  }

  @Test
  void choosesAfterJoining() {
    DatasetSource joined =
        DatasetSource.joining(List.of(cells().withOnly(List.of("WBC")), more()))
            .withOnly(List.of("sickle cell", "WBC"))
            .withEmptyImages(EmptyImages.DROP);

    Dataset dataset = read(joined);

    assertThat(dataset.labels().names()).containsExactly("sickle cell", "WBC");
    assertThat(names(dataset)).containsExactly("both.jpg", "x.jpg");
    assertThat(dataset.samples()).extracting(Sample::id).containsExactly(1L, 4L);
  }

  @Test
  void refusesContradictorySettingsOfJoining() {
    assertThatThrownBy(() -> DatasetSource.joining(List.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("joined is an empty list");
    assertThatThrownBy(() -> DatasetSource.joining(List.of(cells())).withFolder(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("either joined from others or has its own location");
  }
}
