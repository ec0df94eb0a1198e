package dev.osprey.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.reading.DatasetSource;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShapesDatasetTest {
  @TempDir Path folder;

  private static Dataset read(Path set, String split) {
    return DatasetFormats.read(
        DatasetSource.of(set).withSplit(split),
        warning -> {
          throw new AssertionError(warning);
        });
  }

  @Test
  void writesACocoDataSetThatReadsBack() {
    Path set = folder.resolve("set");
    new ShapesDataset(30, 12, 256, 1).write(set);

    Dataset train = read(set, "train");
    Dataset val = read(set, "val");
    assertThat(train.size()).isEqualTo(30);
    assertThat(val.size()).isEqualTo(12);
    assertThat(train.labels().names())
        .isEqualTo(ShapesDataset.classNames())
        .containsExactly("circle", "triangle", "square", "star");
    Set<Integer> labels = new HashSet<>();
    for (Sample sample : train.samples()) {
      for (Annotation object : sample.annotations()) {
        labels.add(object.label());
        Box box = object.box();
        assertThat(Math.max(box.width(), box.height())).isBetween(32 - 1e-9, 120 + 1e-9);
        assertThat(Math.min(box.x1(), box.y1())).isGreaterThanOrEqualTo(1);
        assertThat(Math.max(box.x2(), box.y2())).isLessThanOrEqualTo(255);
      }
    }
    assertThat(labels).containsExactlyInAnyOrder(0, 1, 2, 3);
    assertThat(folder.toFile().list()).containsExactly("set");
  }

  @Test
  void givesTheSameBytesForTheSameSeed() throws IOException {
    new ShapesDataset(5, 2, 96, 7).write(folder.resolve("a"));
    new ShapesDataset(5, 2, 96, 7).write(folder.resolve("b"));
    new ShapesDataset(5, 2, 96, 8).write(folder.resolve("c"));
    assertThat(contents("a")).isEqualTo(contents("b")).hasSize(9);
    assertThat(contents("c")).isNotEqualTo(contents("a"));
  }

  private Map<String, List<Byte>> contents(String name) throws IOException {
    Map<String, List<Byte>> contents = new TreeMap<>();
    Path root = folder.resolve(name);
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        List<Byte> boxed = new ArrayList<>(bytes.length);
        for (byte b : bytes) {
          boxed.add(b);
        }
        contents.put(root.relativize(file).toString(), boxed);
      }
    }
    return contents;
  }

  /** The pixels that a shape covers end where its box ends. */
  @Test
  void boxesAreTight() {
    SeededRandom random = SeededRandom.of(3);
    for (int i = 0; i < 60; i++) {
      PlacedShape shape = PlacedShape.draw(256, List.of(), random);
      assertThat(shape).isNotNull();
      if (shape == null) {
        return;
      }
      Box drawn = drawnBox(shape);
      // A pixel is touched if any part of it is covered, but for coverage that rounds to nothing.
      assertThat(drawn.x1()).isBetween(shape.box().x1() - 1, shape.box().x1() + 2);
      assertThat(drawn.y1()).isBetween(shape.box().y1() - 1, shape.box().y1() + 2);
      assertThat(drawn.x2()).isBetween(shape.box().x2() - 2, shape.box().x2() + 1);
      assertThat(drawn.y2()).isBetween(shape.box().y2() - 2, shape.box().y2() + 1);
    }
  }

  private static Box drawnBox(PlacedShape shape) {
    BufferedImage image = new BufferedImage(256, 256, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setColor(Color.BLACK);
    shape.paint(graphics);
    graphics.dispose();
    int x1 = 256;
    int y1 = 256;
    int x2 = 0;
    int y2 = 0;
    for (int y = 0; y < 256; y++) {
      for (int x = 0; x < 256; x++) {
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
  void doesNotReplaceAnExistingFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("mine"), "x");
    assertThatThrownBy(() -> new ShapesDataset(1, 1, 64, 1).write(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("exists already");
    assertThat(Files.readString(file)).isEqualTo("x");
  }

  @Test
  void ignoresTheFilesOfAKilledRun() throws IOException {
    Files.createDirectories(folder.resolve("set.part/images"));
    Files.writeString(folder.resolve("set.part/images/old.jpg"), "x");
    new ShapesDataset(1, 0, 64, 1).write(folder.resolve("set"));
    assertThat(folder.resolve("set/images").toFile().list()).containsExactly("train_00001.jpg");
    assertThat(read(folder.resolve("set"), "val").size()).isZero();
  }

  @Test
  void refusesInvalidSettings() {
    assertThatThrownBy(() -> new ShapesDataset(1, 1, 63, 1)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> new ShapesDataset(-1, 1, 64, 1)).isInstanceOf(UserError.class);
  }
}
