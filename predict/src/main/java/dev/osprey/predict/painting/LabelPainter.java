package dev.osprey.predict.painting;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Draws the small filled labels beside boxes. Each is wholly inside the image and, if there is
 * room, covers neither another label nor another box. If boxes are dense, labels become smaller and
 * shorter, and in the end are left out.
 */
final class LabelPainter {
  private static final double[] SCALES = {1, 0.7, 0.5};

  /** Smallest readable letters, in pixels. */
  private static final double MINIMUM_LETTERS = 9;

  /** Up to this number of boxes, every box has its label. */
  private static final int FEW = 20;

  /** The part of another box that a label may cover. */
  private static final double MAXIMUM_HIDDEN = 0.15;

  private final Graphics2D graphics;
  private final TextFont font;
  private final double width;
  private final double height;
  private final double letterSize;
  private final List<Rectangle2D> boxes;
  private final List<Rectangle2D> placed = new ArrayList<>();

  /**
   * @param letterSize size of labels with enough room, in pixels
   * @param boxes all boxes that have labels
   */
  LabelPainter(
      Graphics2D graphics,
      TextFont font,
      double width,
      double height,
      double letterSize,
      List<Rectangle2D> boxes) {
    this.graphics = graphics;
    this.font = font;
    this.width = width;
    this.height = height;
    this.letterSize = letterSize;
    this.boxes = boxes;
    // With this, letters scale with the font size, so that a text can be made to fit.
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
  }

  /**
   * Draws one label for {@code box}.
   *
   * @param texts the same text in several lengths, the longest first
   * @return place of the label; null if there is no room
   */
  @Nullable Rectangle2D draw(List<String> texts, Rectangle2D box, Color color) {
    for (double scale : SCALES) {
      for (String text : texts) {
        double letters = fitting(text, Math.max(MINIMUM_LETTERS, letterSize * scale));
        Rectangle2D place = free(box, size(text, letters));
        if (place != null) {
          return draw(text, letters, place, color);
        }
      }
    }
    if (boxes.size() > FEW) {
      return null;
    }
    for (double scale : SCALES) {
      for (String text : texts) {
        double letters = fitting(text, Math.max(MINIMUM_LETTERS, letterSize * scale));
        Rectangle2D place = anywhere(box, size(text, letters));
        if (place != null) {
          return draw(text, letters, place, color);
        }
      }
    }
    double letters = fitting(texts.get(0), MINIMUM_LETTERS);
    Rectangle2D usual = at(box.getMinX(), box.getMinY(), size(texts.get(0), letters));
    return draw(texts.get(0), letters, usual, color);
  }

  private Rectangle2D draw(String text, double letters, Rectangle2D place, Color color) {
    double radius = place.getHeight() / 4;
    graphics.setColor(color);
    graphics.fill(
        new RoundRectangle2D.Double(
            place.getX(), place.getY(), place.getWidth(), place.getHeight(), radius, radius));
    font.draw(
        graphics,
        text,
        letters,
        LabelPalette.textOn(color),
        place.getX() + padding(letters),
        place.getY() + padding(letters) / 4);
    placed.add(place);
    return place;
  }

  /** The size of the letters, smaller if the text would be wider or higher than the image. */
  private double fitting(String text, double letters) {
    Rectangle2D size = size(text, letters);
    double scale = Math.min(width / size.getWidth(), height / size.getHeight());
    return scale >= 1 ? letters : letters * scale;
  }

  private Rectangle2D size(String text, double letters) {
    Rectangle2D line = font.size(graphics, text, letters);
    return new Rectangle2D.Double(
        0, 0, line.getWidth() + 2 * padding(letters), line.getHeight() + padding(letters) / 2);
  }

  private static double padding(double letters) {
    return letters * 0.35;
  }

  /** The first free place; null if there is none. */
  private @Nullable Rectangle2D free(Rectangle2D box, Rectangle2D size) {
    for (Rectangle2D place : places(box, size)) {
      if (placed.stream().noneMatch(place::intersects)
          && boxes.stream()
              .noneMatch(
                  other -> place.intersects(other) && !other.equals(box) && hides(place, other))) {
        return place;
      }
    }
    return null;
  }

  /** A place that covers no other label; null if there is none. */
  private @Nullable Rectangle2D anywhere(Rectangle2D box, Rectangle2D size) {
    List<Rectangle2D> places = new ArrayList<>(places(box, size));
    places.addAll(stacked(box, size));
    return places.stream()
        .filter(place -> placed.stream().noneMatch(place::intersects))
        .findFirst()
        .orElse(null);
  }

  /** Rows of places from the top of the box downwards, then from there upwards. */
  private List<Rectangle2D> stacked(Rectangle2D box, Rectangle2D size) {
    List<Rectangle2D> places = new ArrayList<>();
    double row = Math.max(1, size.getHeight());
    for (double y = box.getMinY(); y + row <= height; y += row) {
      places.add(at(box.getMinX(), y, size));
      places.add(at(box.getMaxX() - size.getWidth(), y, size));
    }
    for (double y = box.getMinY() - row; y >= 0; y -= row) {
      places.add(at(box.getMinX(), y, size));
      places.add(at(box.getMaxX() - size.getWidth(), y, size));
    }
    return places;
  }

  private static boolean hides(Rectangle2D place, Rectangle2D box) {
    Rectangle2D common = place.createIntersection(box);
    return !common.isEmpty()
        && common.getWidth() * common.getHeight()
            > MAXIMUM_HIDDEN * box.getWidth() * box.getHeight();
  }

  /**
   * Above the box, else inside at its top, else below, else inside at its bottom; at its left side,
   * else at its right one.
   */
  private List<Rectangle2D> places(Rectangle2D box, Rectangle2D size) {
    double[] tops = {
      box.getMinY() - size.getHeight(),
      box.getMinY(),
      box.getMaxY(),
      box.getMaxY() - size.getHeight()
    };
    List<Rectangle2D> places = new ArrayList<>();
    for (double left : new double[] {box.getMinX(), box.getMaxX() - size.getWidth()}) {
      for (int i = 0; i < tops.length; i++) {
        boolean inside = i % 2 == 1;
        Rectangle2D place = at(left, tops[i], size);
        boolean fits = tops[i] >= 0 && tops[i] + size.getHeight() <= height;
        if (fits && !(inside && hides(place, box))) {
          places.add(place);
        }
      }
    }
    return places;
  }

  private Rectangle2D at(double x, double y, Rectangle2D size) {
    double chipWidth = Math.min(size.getWidth(), width);
    double chipHeight = Math.min(size.getHeight(), height);
    return new Rectangle2D.Double(
        Math.max(0, Math.min(x, width - chipWidth)),
        Math.max(0, Math.min(y, height - chipHeight)),
        chipWidth,
        chipHeight);
  }
}
