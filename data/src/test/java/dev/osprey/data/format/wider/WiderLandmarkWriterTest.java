package dev.osprey.data.format.wider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.Point;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Sample;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.DrawnFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WiderLandmarkWriterTest {
  @TempDir Path folder;

  @Test
  void writesWhatTheFormatReads() throws Exception {
    Path image = new DrawnFiles(folder).image("images/event/a.png", 100, 80);
    List<Point> landmarks =
        List.of(
            new Point(1.5, 2), new Point(3, 4), new Point(5, 6), new Point(7, 8), new Point(9, 0));
    Box box = new Box(1.25, 2.5, 31.25, 42.5);
    List<Annotation> faces =
        List.of(
            new Annotation(box, 0, box.area(), Set.of(), landmarks),
            Annotation.of(new Box(50, 40, 60, 50), 0));

    Path empty = Files.copy(image, image.resolveSibling("b.png"));
    WiderLandmarkWriter.write(
        List.of(new Sample(1, image, faces), new Sample(2, empty, List.of())), folder);

    List<Sample> read =
        DatasetFormats.read(
                DatasetSource.of(folder),
                warning -> {
                  throw new AssertionError(warning);
                })
            .samples();
    assertThat(read).hasSize(2);
    assertThat(read.get(0).annotations()).isEqualTo(faces);
    assertThat(read.get(1).annotations()).isEmpty();
  }

  @Test
  void writesThousandthsWithAPoint() throws Exception {
    Path image = folder.resolve("images/a.jpg");
    Annotation face = Annotation.of(new Box(1, 2, 1 + 10.0 / 3, 22), 0);
    WiderLandmarkWriter.write(List.of(new Sample(1, image, List.of(face))), folder);
    assertThat(Files.readAllLines(folder.resolve("label.txt")))
        .containsExactly(
            "# a.jpg", "1.000 2.000 3.333 20.000" + " -1.0 -1.0 -1.0".repeat(5) + " 0.0");
  }

  @Test
  void doesNotReplaceAnExistingFile() throws Exception {
    Files.writeString(folder.resolve("label.txt"), "mine");
    assertThatThrownBy(() -> WiderLandmarkWriter.write(List.of(), folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("exists already");
    assertThat(Files.readString(folder.resolve("label.txt"))).isEqualTo("mine");
  }
}
