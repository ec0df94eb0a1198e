package dev.osprey.predict.files;

import static dev.osprey.predict.files.ObjectFiles.Content.CROPS;
import static dev.osprey.predict.files.ObjectFiles.Content.LABELS;
import static dev.osprey.predict.files.ObjectFiles.Content.SCORES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectFilesTest {
  private static final LabelMap CLASSES = LabelMap.ofNames(List.of("cell", "up/down"));

  /** 40 wide, 20 high. */
  private static final RgbImage IMAGE =
      RgbImage.of(new BufferedImage(40, 20, BufferedImage.TYPE_INT_RGB));

  /** The second box leaves the image on the right: 36 to 40 of its width are inside. */
  private static final Detections DETECTIONS =
      new Detections(
          new float[] {10, 5, 20, 15, 36, 0, 44, 20}, new float[] {0.75f, 0.5f}, new int[] {0, 1});

  @TempDir Path folder;

  @Test
  void labelLinesAreFractionsOfTheImageWithClippedBoxes() {
    ObjectFiles.in(folder, Set.of(LABELS, SCORES), CLASSES).write("a.png", IMAGE, DETECTIONS);

    assertThat(folder.resolve("classes.txt")).hasContent("cell\nup/down\n");
    assertThat(folder.resolve("labels/a.txt"))
        .hasContent(
            """
            0 0.375000 0.500000 0.250000 0.500000 0.750000
            1 0.950000 0.500000 0.100000 1.000000 0.500000
            """);
    assertThat(folder.resolve("crops")).doesNotExist();
  }

  @Test
  void cropsAreNumberedInAFolderOfTheirClass() {
    ObjectFiles files = ObjectFiles.in(folder, Set.of(CROPS), CLASSES);
    files.write("a.png", IMAGE, DETECTIONS);
    files.write("A.jpg", IMAGE, DETECTIONS);

    assertThat(ImageCodec.read(folder.resolve("crops/cell/a-1.jpg")).width()).isEqualTo(10);
    assertThat(ImageCodec.read(folder.resolve("crops/up_down/a-2.jpg")).width()).isEqualTo(4);
    assertThat(folder.resolve("crops/cell/A-2-1.jpg")).exists();
    assertThat(folder.resolve("labels")).doesNotExist();
  }
}
