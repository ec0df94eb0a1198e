package dev.osprey.predict.painting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrokeFontTest {
  private static final TextFont STROKES = new StrokeFont();

  @TempDir Path folder;

  @Test
  void sizesGrowWithTheTextAndInProportionToTheLetters() {
    Rectangle2D small = size("cell 0.87", 12);
    assertThat(size("cell 0.87", 24).getWidth()).isEqualTo(2 * small.getWidth(), within(1e-9));
    assertThat(size("cell 0.87", 24).getHeight()).isEqualTo(2 * small.getHeight(), within(1e-9));
    assertThat(size("platelet 0.87", 12).getWidth()).isGreaterThan(small.getWidth());
    assertThat(small.getHeight()).isBetween(10.0, 20.0);
  }

  @Test
  void writesInsideItsSizeInTheGivenColour() {
    BufferedImage image = new BufferedImage(200, 60, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    STROKES.draw(graphics, "jpg 0.5", 24, Color.RED, 20, 10);
    graphics.dispose();
    Rectangle2D size = size("jpg 0.5", 24);
    int written = 0;
    for (int y = 0; y < 60; y++) {
      for (int x = 0; x < 200; x++) {
        int rgb = image.getRGB(x, y) & 0xFFFFFF;
        assertThat(rgb & 0xFFFF).as("green and blue of (%s, %s)", x, y).isZero();
        if (rgb > 0) {
          written++;
          assertThat((double) x).isBetween(19.0, 21 + size.getWidth());
          assertThat((double) y).isBetween(9.0, 11 + size.getHeight());
        }
      }
    }
    assertThat(written).isGreaterThan(100);
  }

  @Test
  void unknownLettersBecomeOneQuestionMark() {
    assertThat(size("Zelle ü 0.87", 12)).isEqualTo(size("Zelle ? 0.87", 12));
    assertThat(size("\uD83D\uDC1F", 12)).isEqualTo(size("?", 12));
    assertThat(size("", 12).getWidth()).isPositive();
  }

  @Test
  void drawsLabelsIfJava2dFindsNoFont() throws Exception {
    Path output = folder.resolve("out.txt");
    Process process = start(output);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    String text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isZero();
    assertThat(text).contains("StrokeFont", "letters drawn");
  }

  /** Runs with a missing font configuration, as in a container without fonts. */
  private static Process start(Path output) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.awt.headless=true",
            "-Dsun.awt.fontconfig=/nowhere/fontconfig.properties",
            "-cp",
            System.getProperty("java.class.path"),
            WithoutFonts.class.getName())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /** Paints one detection. */
  static final class WithoutFonts {
    private WithoutFonts() {}

    public static void main(String[] arguments) {
      BufferedImage image = new BufferedImage(200, 200, BufferedImage.TYPE_INT_RGB);
      Detections one =
          new Detections(new float[] {50, 100, 150, 180}, new float[] {0.87f}, new int[] {0});
      BufferedImage painted =
          new DetectionPainter(LabelMap.ofNames(List.of("cell"))).paint(image, one);
      int chip = 0;
      int letters = 0;
      for (int y = 80; y < 100; y++) {
        for (int x = 50; x < 150; x++) {
          chip += painted.getRGB(x, y) == LabelPalette.of(0).getRGB() ? 1 : 0;
          letters += painted.getRGB(x, y) == Color.BLACK.getRGB() ? 1 : 0;
        }
      }
      System.out.println(TextFont.available().getClass());
      System.out.println(chip > 50 && letters > 10 ? "letters drawn" : chip + " " + letters);
    }
  }

  private static Rectangle2D size(String text, double letterSize) {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      return STROKES.size(graphics, text, letterSize);
    } finally {
      graphics.dispose();
    }
  }
}
