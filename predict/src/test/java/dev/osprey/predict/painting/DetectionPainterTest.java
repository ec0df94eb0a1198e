package dev.osprey.predict.painting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.core.Point;
import dev.osprey.detection.postprocess.ReferenceBoxes;
import dev.osprey.detection.postprocess.explanation.Explanation;
import dev.osprey.detection.postprocess.explanation.Fate;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DetectionPainterTest {
  private static final LabelMap LABELS = LabelMap.ofNames(List.of("cell", "platelet"));
  private static final DetectionPainter PAINTER = new DetectionPainter(LABELS);

  @Test
  void drawsTheBoxInTheColourOfItsLabelAndNothingInside() {
    BufferedImage painted = PAINTER.paint(grey(280, 280), one(1, 100, 100, 200, 200));

    // A line of one pixel, between or on pixels 199 and 200.
    assertThat(List.of(painted.getRGB(150, 199), painted.getRGB(150, 200)))
        .contains(LabelPalette.of(1).getRGB());
    assertThat(painted.getRGB(150, 150)).isEqualTo(Color.GRAY.getRGB());
    assertThat(painted.getRGB(20, 250)).isEqualTo(Color.GRAY.getRGB());
  }

  @Test
  void doesNotChangeTheGivenImage() {
    BufferedImage image = grey(100, 100);
    PAINTER.paint(image, one(0, 10, 10, 90, 90));

    assertThat(pixels(image)).containsOnly(Color.GRAY.getRGB());
  }

  @Test
  void imageWithoutDetectionsIsCopied() {
    BufferedImage painted = PAINTER.paint(grey(7, 5), Detections.none());

    assertThat(painted.getWidth()).isEqualTo(7);
    assertThat(painted.getHeight()).isEqualTo(5);
    assertThat(pixels(painted)).containsOnly(Color.GRAY.getRGB());
  }

  @Test
  void groundTruthIsDashed() {
    BufferedImage painted =
        PAINTER.paint(
            grey(280, 280),
            Detections.none(),
            List.of(Annotation.of(new Box(40, 40, 240, 240), 0)));

    int colored = 0;
    for (int x = 50; x < 230; x++) {
      colored += painted.getRGB(x, 240) == LabelPalette.of(0).getRGB() ? 1 : 0;
    }
    assertThat(colored).isBetween(60, 120);
  }

  @Test
  void landmarksAreDotsOfFiveColoursThatGrowWithTheFace() {
    float[] points = {60, 60, 140, 60, 100, 100, 70, 140, 130, 140};
    Detections face =
        new Detections(
            new float[] {0, 0, 200, 200}, new float[] {0.9f}, new int[] {0}, points.clone());
    BufferedImage painted = PAINTER.paint(grey(280, 280), face);

    // radius 0.025 · 200 = 5: four pixels from the middle are inside, ten are not
    for (int i = 0; i < 10; i += 2) {
      int colour = painted.getRGB((int) points[i], (int) points[i + 1]);
      assertThat(colour).isNotEqualTo(Color.GRAY.getRGB());
      assertThat(painted.getRGB((int) points[i] + 3, (int) points[i + 1])).isEqualTo(colour);
      assertThat(painted.getRGB((int) points[i] + 10, (int) points[i + 1]))
          .isEqualTo(Color.GRAY.getRGB());
      for (int j = 0; j < i; j += 2) {
        assertThat(painted.getRGB((int) points[j], (int) points[j + 1])).isNotEqualTo(colour);
      }
    }
  }

  @Test
  void acceptsLandmarksOutsideTheImageOrOfATinyFace() {
    float[] far = {-1e30f, 1e30f, Float.NaN, 0, 5, 5, 1e9f, 0, 0, -1e9f};
    PAINTER.paint(
        grey(10, 10),
        new Detections(new float[] {5, 5, 5, 5}, new float[] {0.9f}, new int[] {0}, far));
  }

  @Test
  void boxAtTheEdgeIsDrawnInsideTheImage() {
    BufferedImage painted = PAINTER.paint(grey(280, 280), one(0, 140, 140, 400, 400));

    assertThat(painted.getRGB(279, 250)).isEqualTo(LabelPalette.of(0).getRGB());
    assertThat(painted.getRGB(250, 279)).isEqualTo(LabelPalette.of(0).getRGB());
  }

  @Test
  void transparentImageIsPaintedOnWhite() {
    BufferedImage transparent = new BufferedImage(20, 20, BufferedImage.TYPE_INT_ARGB);

    assertThat(pixels(PAINTER.paint(transparent, Detections.none())))
        .containsOnly(Color.WHITE.getRGB());
  }

  @Test
  void acceptsTheSmallestImageAndInvalidBoxes() {
    PAINTER.paint(grey(1, 1), one(0, 0, 0, 1, 1));
    PAINTER.paint(grey(30, 20), one(0, 25, 15, 5, 3));
    PAINTER.paint(grey(30, 20), one(0, Float.NaN, 0, 10, 10));
    PAINTER.paint(grey(30, 20), one(0, -1e30f, -1e30f, 1e30f, 1e30f));
  }

  @Property(tries = 200)
  void labelsStayInsideTheImage(
      @ForAll @IntRange(min = 1, max = 300) int width,
      @ForAll @IntRange(min = 1, max = 300) int height,
      @ForAll @IntRange(min = 0, max = 400) int x,
      @ForAll @IntRange(min = 0, max = 400) int y,
      @ForAll boolean strokes) {
    BufferedImage image = grey(width, height);
    Graphics2D graphics = image.createGraphics();
    TextFont font = strokes ? new StrokeFont() : TextFont.available();
    Rectangle2D box =
        new Rectangle2D.Double(Math.min(x, width), Math.min(y, height), width / 3.0, 10);
    LabelPainter chips = new LabelPainter(graphics, font, width, height, 12, List.of(box));
    for (int i = 0; i < 6; i++) {
      Rectangle2D chip = draw(chips, "a rather long name 0.87", box);
      assertThat(chip.getMinX()).isGreaterThanOrEqualTo(0);
      assertThat(chip.getMinY()).isGreaterThanOrEqualTo(0);
      assertThat(chip.getMaxX()).isLessThanOrEqualTo(width + 1e-3);
      assertThat(chip.getMaxY()).isLessThanOrEqualTo(height + 1e-3);
    }
    graphics.dispose();
  }

  @Test
  void labelsOfOneBoxDoNotOverlapIfThereIsRoom() {
    Graphics2D graphics = grey(300, 300).createGraphics();
    Rectangle2D box = new Rectangle2D.Double(100, 100, 100, 100);
    LabelPainter chips =
        new LabelPainter(graphics, TextFont.available(), 300, 300, 12, List.of(box));
    Rectangle2D first = draw(chips, "cell 0.90", box);
    Rectangle2D second = draw(chips, "platelet 0.40", box);

    assertThat(first.intersects(second)).isFalse();
    assertThat(first.getMaxY()).isEqualTo(100);
    graphics.dispose();
  }

  @Test
  void labelsDoNotHideBoxesInACrowd() {
    Graphics2D graphics = grey(300, 300).createGraphics();
    List<Rectangle2D> crowd = new ArrayList<>();
    for (int i = 0; i < 225; i++) {
      crowd.add(new Rectangle2D.Double(20 * (i % 15), 20 * (i / 15), 18, 18));
    }
    LabelPainter chips = new LabelPainter(graphics, TextFont.available(), 300, 300, 12, crowd);
    int left = 0;
    for (Rectangle2D box : crowd) {
      Rectangle2D chip = chips.draw(List.of("face 0.99", "0.99"), box, Color.ORANGE);
      if (chip == null) {
        left++;
        continue;
      }
      for (Rectangle2D other : crowd) {
        Rectangle2D hidden = chip.createIntersection(other);
        double area = hidden.isEmpty() ? 0 : hidden.getWidth() * hidden.getHeight();
        assertThat(area).isLessThanOrEqualTo(0.15 * 18 * 18);
      }
    }
    assertThat(left).isPositive();
    graphics.dispose();
  }

  private static Rectangle2D draw(LabelPainter chips, String text, Rectangle2D box) {
    return Objects.requireNonNull(chips.draw(List.of(text), box, Color.ORANGE));
  }

  @Test
  void explainedPointHasACrossAndItsBestCandidateIsDashed() {
    Explanation.PointCandidate best =
        new Explanation.PointCandidate(
            0,
            new Box(50, 50, 150, 150),
            new Box(40, 40, 240, 240),
            1,
            0.04f,
            new Fate.BelowThreshold(0.05));
    BufferedImage painted =
        PAINTER.paint(
            grey(280, 280),
            Detections.none(),
            new Explanation(
                new Point(140.5, 140.5), ReferenceBoxes.ANCHORS, 9, 1, 0, List.of(best)));

    assertThat(painted.getRGB(140, 140)).isEqualTo(Color.GRAY.getRGB());
    for (int[] arm : new int[][] {{135, 140}, {145, 140}, {140, 135}, {140, 145}}) {
      assertThat(painted.getRGB(arm[0], arm[1])).isEqualTo(Color.WHITE.getRGB());
    }
    int colored = 0;
    for (int x = 50; x < 230; x++) {
      colored += painted.getRGB(x, 240) == LabelPalette.of(1).getRGB() ? 1 : 0;
    }
    assertThat(colored).isBetween(60, 120);
  }

  @Test
  void explainedPointWithoutCandidatesHasOnlyItsCross() {
    Explanation nothing =
        new Explanation(new Point(0, 0), ReferenceBoxes.ANCHORS, 9, 0, 0, List.of());
    PAINTER.paint(grey(1, 1), Detections.none(), nothing);
    assertThat(PAINTER.paint(grey(50, 50), Detections.none(), nothing).getRGB(40, 40))
        .isEqualTo(Color.GRAY.getRGB());
  }

  @Test
  void labelsBeyondTwentyHaveAPattern() {
    for (int label = 0; label < 20; label++) {
      Color color = LabelPalette.of(label);
      assertThat(LabelPalette.pattern(label)).isNull();
      for (int other = 0; other < label; other++) {
        assertThat(color).isNotEqualTo(LabelPalette.of(other));
      }
    }
    assertThat(LabelPalette.of(21)).isEqualTo(LabelPalette.of(1));
    assertThat(LabelPalette.pattern(21)).isEqualTo(Color.WHITE);
    assertThat(LabelPalette.pattern(41)).isEqualTo(Color.BLACK);
    assertThat(LabelPalette.textOn(LabelPalette.of(1))).isEqualTo(Color.BLACK);
    assertThat(LabelPalette.textOn(new Color(0x004B75))).isEqualTo(Color.WHITE);
  }

  @Property(tries = 100)
  void labelsOfSeveralClassesOnOneBoxAreReadableAtAnyPosition(
      @ForAll @IntRange(min = 0, max = 200) int x, @ForAll @IntRange(min = 0, max = 200) int y) {
    BufferedImage image = grey(256, 256);
    Graphics2D graphics = image.createGraphics();
    List<Rectangle2D> boxes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      boxes.add(new Rectangle2D.Double(x + i, y, 256 - Math.max(x, 205), 50));
    }
    LabelPainter chips = new LabelPainter(graphics, TextFont.available(), 256, 256, 12, boxes);
    List<Rectangle2D> placed = new ArrayList<>();
    for (Rectangle2D box : boxes) {
      Rectangle2D chip = draw(chips, "a class with a name 0.90", box);
      assertThat(placed).noneMatch(chip::intersects);
      placed.add(chip);
    }
    graphics.dispose();
  }

  private static Detections one(int label, float x1, float y1, float x2, float y2) {
    return new Detections(new float[] {x1, y1, x2, y2}, new float[] {0.87f}, new int[] {label});
  }

  private static BufferedImage grey(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.GRAY);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return image;
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }
}
