package dev.osprey.predict.painting;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.core.Point;
import dev.osprey.core.text.OneLine;
import dev.osprey.detection.postprocess.explanation.Explanation;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Draws detections on a copy of an image: a box and a label {@code name 0.87} each, one colour per
 * class, the highest score on top; the landmarks of a face as dots, one colour each. Line width and
 * letters grow with the image, dots with the face. Needs no display and no font. Thread-safe.
 */
public final class DetectionPainter {
  /** Each line lies on a darker, wider one, so that it is visible on any background. */
  private static final Color SHADOW = new Color(0, 0, 0, 120);

  /** Only this many of the best boxes have labels; more could not be read. */
  private static final int MAXIMUM_LABELS = 1000;

  /** Longer names are shortened, so that labels do not hide the image. */
  private static final int LONGEST_NAME = 30;

  private final LabelMap labels;
  private final TextFont font;

  public DetectionPainter(LabelMap labels) {
    this(labels, TextFont.available());
  }

  DetectionPainter(LabelMap labels, TextFont font) {
    this.labels = labels;
    this.font = font;
  }

  /**
   * A copy of {@code image} (RGB without alpha) with the detections on it. Boxes are in the image's
   * pixels; parts outside of it are not drawn.
   */
  public BufferedImage paint(BufferedImage image, Detections detections) {
    return paint(image, detections, List.of());
  }

  /**
   * Like {@link #paint(BufferedImage, Detections)}, with ground truth as dashed boxes in the colour
   * of their class.
   */
  public BufferedImage paint(
      BufferedImage image, Detections detections, List<Annotation> groundTruth) {
    return paint(image, detections, groundTruth, null);
  }

  /**
   * Like {@link #paint(BufferedImage, Detections)}, with a cross at the explained point and the
   * best candidate there as a dashed box.
   */
  public BufferedImage paint(BufferedImage image, Detections detections, Explanation explanation) {
    List<Annotation> best =
        explanation.best().stream().map(one -> Annotation.of(one.box(), one.label())).toList();
    return paint(image, detections, best, explanation.point());
  }

  private BufferedImage paint(
      BufferedImage image, Detections detections, List<Annotation> dashed, @Nullable Point point) {
    BufferedImage painted =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = painted.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.drawImage(image, 0, 0, Color.WHITE, null);
      ImageSize size = new ImageSize(image.getHeight(), image.getWidth());
      paint(graphics, size, detections, dashed);
      if (point != null) {
        drawCross(graphics, point, lineWidth(size));
      }
    } finally {
      graphics.dispose();
    }
    return painted;
  }

  private void paint(
      Graphics2D graphics, ImageSize size, Detections detections, List<Annotation> groundTruth) {
    double unit = Math.sqrt((double) size.width() * size.height());
    double lineWidth = lineWidth(size);
    for (Annotation annotation : groundTruth) {
      drawBox(
          graphics,
          inside(annotation.box(), size, lineWidth),
          LabelPalette.of(annotation.label()),
          dashed(lineWidth));
    }
    int[] byScore =
        IntStream.range(0, detections.size())
            .boxed()
            .sorted((i, j) -> Float.compare(detections.score(j), detections.score(i)))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i = byScore.length - 1; i >= 0; i--) {
      int row = byScore[i];
      Rectangle2D box = inside(detections.box(row), size, lineWidth);
      drawBox(graphics, box, LabelPalette.of(detections.label(row)), solid(lineWidth));
      drawPattern(graphics, box, LabelPalette.pattern(detections.label(row)), lineWidth);
      LandmarkDots.draw(graphics, detections.get(row), lineWidth);
    }
    List<Rectangle2D> boxes =
        Arrays.stream(byScore)
            .mapToObj(row -> inside(detections.box(row), size, lineWidth))
            .toList();
    LabelPainter painter =
        new LabelPainter(
            graphics, font, size.width(), size.height(), Math.max(9, unit / 42), boxes);
    for (int i = 0; i < Math.min(MAXIMUM_LABELS, byScore.length); i++) {
      int row = byScore[i];
      var unused =
          painter.draw(
              captions(detections, row), boxes.get(i), LabelPalette.of(detections.label(row)));
    }
  }

  private static double lineWidth(ImageSize size) {
    double unit = Math.sqrt((double) size.width() * size.height());
    return Math.max(1, Math.rint(unit / 280));
  }

  /** Draws four arms that leave the point itself visible. */
  private static void drawCross(Graphics2D graphics, Point point, double lineWidth) {
    double gap = 2 * lineWidth;
    double arm = 8 * lineWidth;
    Path2D cross = new Path2D.Double();
    for (int[] side : new int[][] {{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
      cross.moveTo(point.x() + side[0] * gap, point.y() + side[1] * gap);
      cross.lineTo(point.x() + side[0] * arm, point.y() + side[1] * arm);
    }
    graphics.setColor(SHADOW);
    graphics.setStroke(solid(3 * lineWidth));
    graphics.draw(cross);
    graphics.setColor(Color.WHITE);
    graphics.setStroke(solid(lineWidth));
    graphics.draw(cross);
  }

  /** Class and score; the score alone if there is little room. */
  private List<String> captions(Detections detections, int row) {
    String score = String.format(Locale.ROOT, "%.2f", detections.score(row));
    String name = OneLine.of(labels.name(detections.label(row)), LONGEST_NAME);
    return List.of(name + " " + score, score);
  }

  /** The box, moved inside by half a line if it touches the image's edge. */
  private static Rectangle2D inside(Box box, ImageSize size, double lineWidth) {
    Box clipped = box.clipTo(size);
    double margin = lineWidth / 2;
    double x1 = Math.max(clipped.x1(), margin);
    double y1 = Math.max(clipped.y1(), margin);
    double x2 = Math.min(clipped.x2(), size.width() - margin);
    double y2 = Math.min(clipped.y2(), size.height() - margin);
    return new Rectangle2D.Double(x1, y1, Math.max(0, x2 - x1), Math.max(0, y2 - y1));
  }

  private static void drawBox(
      Graphics2D graphics, Rectangle2D rectangle, Color color, BasicStroke stroke) {
    graphics.setColor(SHADOW);
    graphics.setStroke(solid(stroke.getLineWidth() * 1.8));
    graphics.draw(rectangle);
    graphics.setColor(color);
    graphics.setStroke(stroke);
    graphics.draw(rectangle);
  }

  /** Draws dots along the line, for labels that share their colour with another one. */
  private static void drawPattern(
      Graphics2D graphics, Rectangle2D rectangle, @Nullable Color color, double lineWidth) {
    if (color != null) {
      graphics.setColor(color);
      graphics.setStroke(dashed(Math.max(1, lineWidth / 2)));
      graphics.draw(rectangle);
    }
  }

  private static BasicStroke solid(double lineWidth) {
    return new BasicStroke((float) lineWidth, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);
  }

  private static BasicStroke dashed(double lineWidth) {
    float dash = (float) (4 * lineWidth);
    return new BasicStroke(
        (float) lineWidth,
        BasicStroke.CAP_BUTT,
        BasicStroke.JOIN_MITER,
        10,
        new float[] {dash, dash},
        0);
  }
}
