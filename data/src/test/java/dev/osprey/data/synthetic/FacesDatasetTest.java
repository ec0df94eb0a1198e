package dev.osprey.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import dev.osprey.core.Point;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.image.codec.ImageCodec;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FacesDatasetTest {
  @TempDir Path folder;

  private static Dataset read(Path set, String split) {
    return DatasetFormats.read(
        DatasetSource.of(set).withSplit(split),
        warning -> {
          throw new AssertionError(warning);
        });
  }

  @Test
  void writesADataSetOfFacesThatReadsBack() {
    Path set = folder.resolve("set");
    new FacesDataset(80, 12, 96, 160, 1).write(set);

    Dataset train = read(set, "train");
    assertThat(train.size()).isEqualTo(80);
    assertThat(read(set, "val").size()).isEqualTo(12);
    assertThat(train.labels().names()).containsExactly("face");
    int faces = 0;
    int marked = 0;
    for (Sample sample : train.samples()) {
      ImageSize size = ImageCodec.size(sample.image());
      assertThat(size.height()).isBetween(96, 160);
      assertThat(size.width()).isBetween(96, 160);
      assertThat(sample.annotations()).hasSizeLessThanOrEqualTo(4);
      for (Annotation face : sample.annotations()) {
        faces++;
        marked += face.landmarks().isEmpty() ? 0 : 1;
        // Files hold thousandths of a pixel.
        assertThat(Math.min(face.box().width(), face.box().height())).isGreaterThan(20 - 0.002);
        assertThat(Math.max(face.box().width(), face.box().height())).isLessThan(112 + 0.002);
        assertThat(face.box().clipTo(size)).isEqualTo(face.box());
        for (Point point : face.landmarks()) {
          assertThat(point.x()).isBetween(face.box().x1(), face.box().x2());
          assertThat(point.y()).isBetween(face.box().y1(), face.box().y2());
        }
      }
    }
    assertThat(faces).isGreaterThan(100);
    assertThat(marked).isBetween(faces * 3 / 4, faces - 1);
    assertThat(train.samples()).anyMatch(sample -> sample.annotations().isEmpty());
    assertThat(folder.toFile().list()).containsExactly("set");
  }

  @Test
  void givesTheSameBytesForTheSameSeed() throws IOException {
    new FacesDataset(4, 2, 64, 96, 7).write(folder.resolve("a"));
    new FacesDataset(4, 2, 64, 96, 7).write(folder.resolve("b"));
    new FacesDataset(4, 2, 64, 96, 8).write(folder.resolve("c"));
    assertThat(contents("a")).isEqualTo(contents("b")).hasSize(8);
    assertThat(contents("c")).isNotEqualTo(contents("a"));
  }

  private Map<String, String> contents(String name) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    Path root = folder.resolve(name);
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        contents.put(root.relativize(file).toString(), bytes);
      }
    }
    return contents;
  }

  @Test
  void leftEyeIsOnTheLeftAndAboveTheMouth() {
    SeededRandom random = SeededRandom.of(5);
    for (int i = 0; i < 200; i++) {
      List<Point> points = face(random).landmarks();
      assertThat(points).hasSize(5);
      assertThat(points.get(0).x()).isLessThan(points.get(1).x());
      assertThat(points.get(3).x()).isLessThan(points.get(4).x());
      assertThat(points.get(0).y()).isLessThan(points.get(3).y());
      assertThat(points.get(1).y()).isLessThan(points.get(4).y());
    }
  }

  @Test
  void landmarksAreWhereTheFeaturesAre() {
    SeededRandom random = SeededRandom.of(6);
    for (int i = 0; i < 60; i++) {
      DrawnFace face = face(random);
      BufferedImage image = paint(face);
      for (int eye = 0; eye < 2; eye++) {
        // The iris is a tenth of the face's width: too small to be seen in faces of few pixels.
        if (face.halfWidth() > 25) {
          assertThat(distance(at(image, face.landmarks().get(eye)), face.look().iris()))
              .isLessThan(3);
        }
      }
      Color tip = at(image, face.landmarks().get(2));
      assertThat(distance(tip, face.look().skin())).isGreaterThan(10);
    }
  }

  /** The pixels that a face covers end where its box ends. */
  @Test
  void boxesAreTight() {
    SeededRandom random = SeededRandom.of(3);
    for (int i = 0; i < 60; i++) {
      DrawnFace face = face(random);
      Box drawn = drawnBox(paint(face));
      // A pixel is touched if any part of it is covered, but for coverage that rounds to nothing.
      assertThat(drawn.x1()).isBetween(face.box().x1() - 1, face.box().x1() + 2);
      assertThat(drawn.y1()).isBetween(face.box().y1() - 1, face.box().y1() + 2);
      assertThat(drawn.x2()).isBetween(face.box().x2() - 2, face.box().x2() + 1);
      assertThat(drawn.y2()).isBetween(face.box().y2() - 2, face.box().y2() + 1);
    }
  }

  @Test
  void facesDoNotCoverEachOther() {
    SeededRandom random = SeededRandom.of(4);
    ImageSize size = new ImageSize(200, 200);
    for (int i = 0; i < 100; i++) {
      DrawnFace one = DrawnFace.draw(size, List.of(), random);
      assertThat(one).isNotNull();
      DrawnFace other = one == null ? null : DrawnFace.draw(size, List.of(one), random);
      if (one != null && other != null) {
        assertThat(one.box().iou(other.box())).isZero();
      }
    }
  }

  private static DrawnFace face(SeededRandom random) {
    DrawnFace face = DrawnFace.draw(new ImageSize(220, 260), List.of(), random);
    if (face == null) {
      throw new AssertionError("an empty image has room for a face");
    }
    return face;
  }

  private static BufferedImage paint(DrawnFace face) {
    BufferedImage image = new BufferedImage(260, 220, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    new FacePainter(face, graphics).paint();
    graphics.dispose();
    return image;
  }

  private static Color at(BufferedImage image, Point point) {
    return new Color(image.getRGB((int) point.x(), (int) point.y()));
  }

  private static int distance(Color one, Color other) {
    return Math.max(
        Math.abs(one.getRed() - other.getRed()),
        Math.max(
            Math.abs(one.getGreen() - other.getGreen()),
            Math.abs(one.getBlue() - other.getBlue())));
  }

  private static Box drawnBox(BufferedImage image) {
    int x1 = Integer.MAX_VALUE;
    int y1 = Integer.MAX_VALUE;
    int x2 = 0;
    int y2 = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if ((image.getRGB(x, y) & 0xFFFFFF) != 0) {
          x1 = Math.min(x1, x);
          y1 = Math.min(y1, y);
          x2 = Math.max(x2, x + 1);
          y2 = Math.max(y2, y + 1);
        }
      }
    }
    return new Box(x1, y1, x2, y2);
  }

  @Test
  void aSplitMayBeEmpty() {
    new FacesDataset(1, 0, 64, 64, 1).write(folder.resolve("set"));
    assertThat(read(folder.resolve("set"), "train").size()).isEqualTo(1);
    assertThat(read(folder.resolve("set"), "val").size()).isZero();
  }

  @Test
  void doesNotReplaceAnExistingFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("mine"), "x");
    assertThatThrownBy(() -> new FacesDataset(1, 1, 64, 64, 1).write(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("exists already");
    assertThat(Files.readString(file)).isEqualTo("x");
  }

  @Test
  void refusesInvalidSettings() {
    assertThatThrownBy(() -> new FacesDataset(1, 1, 63, 99, 1)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> new FacesDataset(1, 1, 99, 98, 1)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> new FacesDataset(-1, 1, 64, 64, 1)).isInstanceOf(UserError.class);
  }
}
