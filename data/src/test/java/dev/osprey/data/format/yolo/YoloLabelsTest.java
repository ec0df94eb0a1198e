package dev.osprey.data.format.yolo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.OnInvalid;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of YOLO's label files: boxes, keypoints and faults. */
class YoloLabelsTest extends YoloTrainFolder {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[5, 2] | 0.4 0.5 0.45 0.5 0.5 0.5 0.55 0.5 0.6 0.5",
        "[1, 2] | 0.5 0.5",
        "[1, 3] | 0.5 0.5 2",
        "[5, 3] | 0.4 0.5 2 0.45 0.5 2 0.5 0.5 1 0.55 0.5 0 0 0 0",
        "['2', 2.0] | 0.4 0.5 nan nan",
        "[2, 2] | -1 -1 0.5 0.5"
      })
  void readsBoxesOfPoseLabels(String shape, String points) {
    yaml("train: images/train", "kpt_shape: " + shape, "names: [disc, box]");
    files.text("labels/train/a.txt", ROW + " " + points);

    assertBothRead();
  }

  @Test
  void reportsRowsThatDoNotFitKptShape() {
    yaml("train: images/train", "kpt_shape: [5, 2]", "names: [disc, box]");
    files.text("labels/train/a.txt", ROW + " 0.1 0.2 0.3 0.4", ROW);
    files.text("labels/train/b.txt", ROW + " 0.1 0.2 2");

    assertMistake()
        .hasMessageContaining("2 faulty entries: 2 lines that cannot be read")
        .hasMessageContaining("a.txt line 1 has 9 numbers")
        .hasMessageContaining("b.txt line 1 has 8 numbers")
        .hasMessageContaining("[5, 2] of the data set means 15 numbers a row");
    assertThat(boxes(read(DatasetSource.of(folder).withOnInvalid(OnInvalid.SKIP))))
        .containsExactly(BOX);
    yaml("train: images/train", "kpt_shape: 17", "names: [disc, box]");
    assertMistake().hasMessageContaining("kpt_shape is 17; it is [points of an object,");
  }

  @Test
  void suggestsKptShapeForEvenNumbersOfValues() {
    yaml("train: images/train", "names: [disc, box]");
    files.text("labels/train/a.txt", ROW + " 0.5 0.5 2");
    assertMistake().hasMessageContaining("has 8 numbers").hasMessageContaining("kpt_shape");
    // Four corners of an oriented box are a polygon.
    files.text("labels/train/a.txt", "1 0.4 0.3 0.6 0.3 0.6 0.7 0.4 0.7");
    assertBothRead();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nan", "NaN", "inf", "-inf", "Infinity"})
  void numbersThatAreNotFiniteFollowThePolicy(String number) {
    yaml("train: images/train", "names: [disc, box]");
    files.text(
        "labels/train/a.txt", ROW, "0 " + number + " 0.5 0.5 0.5", "0 0.5 0.5 0.5 " + number);

    assertMistake()
        .hasMessageContaining("2 entries with numbers that are not finite")
        .hasMessageContaining("a.txt line 2: the label has a coordinate that is not a finite");
    for (OnInvalid policy : List.of(OnInvalid.SKIP, OnInvalid.FIX)) {
      assertThat(boxes(read(DatasetSource.of(folder).withOnInvalid(policy))))
          .containsExactly(BOX, BOX);
    }
  }

  @Test
  void reportsAllFaultsOfAllFilesTogether() {
    yaml("train: images/train", "names: [disc, box]");
    files.text("labels/train/a.txt", "x 1", "7 0.5 0.5 0.1 0.1", "0 0.5 0.5 0.1", ROW);
    files.text("labels/train/b.txt", "0 0.5 0.5 0 0.1", "0 0.5 0.5 0.5 1.5");

    assertMistake()
        .hasMessageContaining(
            "has 5 faulty entries: 1 box without area, 1 label with a value outside 0 to 1, 2 lines"
                + " that cannot be read, 1 object of an unknown class")
        .hasMessageContaining("\n  " + files.path("labels/train/a.txt") + " line 1: \"x\" is no")
        .hasMessageContaining("a.txt line 2: class 7 is unknown")
        .hasMessageContaining("a.txt line 3 has 4 numbers")
        .hasMessageContaining("There are 2 classes, 0 to 1: disc, box.");
  }
}
