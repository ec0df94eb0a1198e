package dev.osprey.data.format.yolo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.data.Sample;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.OnInvalid;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Assignment of label files to images, and label files without an image. */
class YoloLabelFilesTest extends YoloTrainFolder {
  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-8"})
  void labelFilesMayHaveAByteOrderMark(String charset) {
    yaml("train: images/train", "names: [disc, box]");
    files.bytes("labels/train/a.txt", ("\uFEFF" + ROW + "\r\n").getBytes(Charset.forName(charset)));

    assertBothRead();
  }

  @Test
  void leavesOutImagesWhoseLabelFileCannotBeRead() {
    yaml("train: images/train", "names: [disc, box]");
    files.bytes("labels/train/a.txt", "0 é".getBytes(StandardCharsets.ISO_8859_1));

    assertMistake().hasMessageContaining("a.txt line 1: this is not UTF-8 text");
    assertThat(read(DatasetSource.of(folder).withOnInvalid(OnInvalid.SKIP)).samples())
        .extracting(sample -> sample.image().getFileName().toString())
        .containsExactly("b.png");
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("1 annotation file that cannot be read is left out: ");
  }

  @Test
  void countsLabelFilesWithoutAnImage() throws IOException {
    yaml("train: images/train", "val: images/val", "names: [disc, box]");
    files.image("images/val/v.png", 10, 10);
    files.text("labels/val/v.txt", "0 0.5 0.5 1 1");
    delete("images/train/a.png");
    files.text("labels/train/c.txt", "");
    files.text("labels/train/classes.txt", "disc", "box");
    files.text("labels/train/notes on labels.txt", "a person's own");

    assertThat(read(DatasetSource.of(folder).withSplit("train")).size()).isEqualTo(1);
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("2 label files without an image; the first: " + files.path("labels/train/a.txt"));
  }

  @Test
  void doesNotCountLabelsOfOtherSplitsInTheSameFolder() {
    yaml("train: train.txt", "val: val.txt", "names: [disc, box]");
    files.text("train.txt", "images/train/a.png");
    files.text("val.txt", "images/train/b.png");

    assertThat(read(DatasetSource.of(folder).withSplit("train")).size()).isEqualTo(1);
    assertThat(warnings).isEmpty();
  }

  @Test
  void keepsAndCountsImagesWithoutLabelFile() throws IOException {
    yaml("train: images/train", "names: [disc, box]");
    delete("labels/train/b.txt");

    assertThat(read().samples()).extracting(Sample::id).containsExactly(1L, 2L);
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("1 image without a label file: " + files.path("images/train/b.png"));
  }

  @Test
  void findsLabelFilesWhoseNamesDifferByCaseOrAccents() throws IOException {
    yaml("train: images/train", "names: [disc, box]");
    delete("images/train/a.png", "images/train/b.png", "labels/train/b.txt");
    files.image("images/train/A.PNG", 100, 50);
    files.image("images/train/caf\u00e9.png", 100, 50);
    files.text("labels/train/cafe\u0301.txt", ROW);

    assertBothRead();
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("2 label files found under other names; the first: ");
  }
}
