package dev.osprey.data.format.coco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.EntryId;
import dev.osprey.core.text.UserError;
import dev.osprey.data.result.CocoDetection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoFileTest {
  @TempDir Path folder;

  @Test
  void keepsEveryDigitAndEveryField() throws IOException {
    CocoFile file =
        new CocoFile(
            List.of(
                new CocoFile.Image(1L << 40, "ä \"b\".jpg", 3, 2),
                new CocoFile.Image(2, null, 0, 0)),
            List.of(new CocoFile.Category(90, "cat")),
            List.of(
                new CocoFile.Entry(
                    5, 1L << 40, 90, 0.1, 1.0 / 3, -4.000000000000001, 1e-300, 12.25, true)));
    Path path = folder.resolve("gt.json");

    file.write(path);

    assertThat(CocoFile.read(path)).isEqualTo(file);
    assertThat(folder.toFile().list()).containsExactly("gt.json");
  }

  @Property(tries = 200)
  void writtenDetectionsAreReadBackToTheBit(
      @ForAll double x, @ForAll double y, @ForAll double w, @ForAll double h, @ForAll double score)
      throws IOException {
    Path path = Files.createTempFile("dets", ".json");
    List<CocoDetection> written =
        List.of(
            new CocoDetection(
                EntryId.of(3), EntryId.of(4), x, y, w, h, score, "a.jpg", null, List.of()));
    CocoDetection.writeAll(written, path);
    assertThat(CocoDetection.readAll(path)).isEqualTo(written);
    Files.delete(path);
  }

  @Test
  void computesTheAreaIfNoneIsGiven() throws IOException {
    Path path =
        Files.writeString(
            folder.resolve("gt.json"),
            "{\"images\":[{\"id\":1.0}],\"categories\":[{\"id\":1,\"name\":\"a\"}],"
                + "\"annotations\":[{\"id\":1,\"image_id\":1,\"category_id\":1,"
                + "\"bbox\":[0,0,2,3],\"area\":null,\"iscrowd\":false}]}");
    CocoFile.Entry entry = CocoFile.read(path).annotations().get(0);
    assertThat(entry.area()).isEqualTo(6);
    assertThat(entry.crowd()).isFalse();
    assertThat(CocoFile.read(path).images().get(0).fileName()).isNull();
  }

  @Test
  void reportsTheDetectionWithoutAScore() throws IOException {
    Path path =
        Files.writeString(
            folder.resolve("d.json"), "[{\"image_id\":1,\"category_id\":1,\"bbox\":[0,0,2,3]}]");
    assertThatThrownBy(() -> CocoDetection.readAll(path))
        .isInstanceOf(UserError.class)
        .hasMessage(
            path
                + ": detection [0] has no score; fix the entry or pass --on-invalid skip or fix (in a"
                + " configuration: onInvalid)");
  }

  @Test
  void readsAnEmptyResultFile() throws IOException {
    assertThat(CocoDetection.readAll(Files.writeString(folder.resolve("d.json"), "[]"))).isEmpty();
  }

  @Test
  void distinguishesGroundTruthFromDetections() throws IOException {
    Path object = Files.writeString(folder.resolve("o.json"), "{}");
    assertThatThrownBy(() -> CocoDetection.readAll(object))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("it is an object, as ground truth files are");
    assertThatThrownBy(() -> CocoDetection.readAll(folder.resolve("none.json")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void keepsTheOldFileIfWritingFails() {
    assertThatThrownBy(() -> CocoDetection.writeAll(List.of(), folder.resolve("no/such/d.json")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot be written");
  }
}
