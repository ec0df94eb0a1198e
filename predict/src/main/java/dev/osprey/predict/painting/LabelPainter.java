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
 * The small filled labels beside boxes. Each is wholly inside the image and, where a place is left,
 * covers neither another label nor another box. Where boxes are dense, labels become smaller and
 * shorter, and in the end there is none: the box is what a viewer wants to see.
 */
final class LabelPainter {
  private static final double[] SCALES = {1, 0.7, 0.5};

  /** Smaller letters cannot be read, in pixels. */
  private static final double LEAST_LETTERS = 9;

  /** So few boxes have their labels in any case. */
  private static final int FEW = 20;

  /** A label may cover this part of a box. */
  private static final double MOST_HIDDEN = 0.15;

  private final Graphics2D graphics;
  private final TextFont lettering;
  private final double width;
  private final double height;
  private final double letterSize;
  private final List<Rectangle2D> boxes;
  private final List<Rectangle2D> placed = new ArrayList<>();

  /**
   * @param letterSize of labels that have room, in pixels
   * @param boxes all that are labelled
   */
  LabelPainter(
      Graphics2D graphics,
      TextFont lettering,
      double width,
      double height,
      double letterSize,
      List<Rectangle2D> boxes) {
    this.graphics = graphics;
    this.lettering = lettering;
    this.width = width;
    this.height = height;
    this.letterSize = letterSize;
    this.boxes = boxes;
    // Letters then scale with the size of the font, so that a text can be made to fit.
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
  }

  /**
   * Draws one label for {@code box}.
   *
   * @param texts the same in ever fewer letters
   * @return where it stands; null where there is no room
   */
  @Nullable Rectangle2D draw(List<String> texts, Rectangle2D box, Color color) {
    for (double scale : SCALES) {
      for (String text : texts) {
        double letters = fitting(text, Math.max(LEAST_LETTERS, letterSize * scale));
        Rectangle2D chip = free(box, size(text, letters));
        if (chip != null) {
          return draw(text, letters, chip, color);
        }
      }
    }
    if (boxes.size() > FEW) {
      return null;
    }
    for (double scale : SCALES) {
      for (String text : texts) {
        double letters = fitting(text, Math.max(LEAST_LETTERS, letterSize * scale));
        Rectangle2D chip = anywhere(box, size(text, letters));
        if (chip != null) {
          return draw(text, letters, chip, color);
        }
      }
    }
    double letters = fitting(texts.get(0), LEAST_LETTERS);
    Rectangle2D usual = at(box.getMinX(), box.getMinY(), size(texts.get(0), letters));
    return draw(texts.get(0), letters, usual, color);
  }

  private Rectangle2D draw(String text, double letters, Rectangle2D chip, Color color) {
    double radius = chip.getHeight() / 4;
    graphics.setColor(color);
    graphics.fill(
        new RoundRectangle2D.Double(
            chip.getX(), chip.getY(), chip.getWidth(), chip.getHeight(), radius, radius));
    lettering.draw(
        graphics,
        text,
        letters,
        LabelPalette.textOn(color),
        chip.getX() + padding(letters),
        chip.getY() + padding(letters) / 4);
    placed.add(chip);
    return chip;
  }

  /** The letters' size, smaller where the text would be wider or higher than the image. */
  private double fitting(String text, double letters) {
    Rectangle2D size = size(text, letters);
    double scale = Math.min(width / size.getWidth(), height / size.getHeight());
    return scale >= 1 ? letters : letters * scale;
  }

  private Rectangle2D size(String text, double letters) {
    Rectangle2D line = lettering.size(graphics, text, letters);
    return new Rectangle2D.Double(
        0, 0, line.getWidth() + 2 * padding(letters), line.getHeight() + padding(letters) / 2);
  }

  private static double padding(double letters) {
    return letters * 0.35;
  }

  /** The first place that is free; null where none is. */
  private @Nullable Rectangle2D free(Rectangle2D box, Rectangle2D size) {
    for (Rectangle2D chip : places(box, size)) {
      if (placed.stream().noneMatch(chip::intersects)
          && boxes.stream()
              .noneMatch(
                  other -> chip.intersects(other) && !other.equals(box) && hides(chip, other))) {
        return chip;
      }
    }
    return null;
  }

  /** A place that covers no other label; null where the image has none left. */
  private @Nullable Rectangle2D anywhere(Rectangle2D box, Rectangle2D size) {
    List<Rectangle2D> places = new ArrayList<>(places(box, size));
    places.addAll(stacked(box, size));
    return places.stream()
        .filter(chip -> placed.stream().noneMatch(chip::intersects))
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

  private static boolean hides(Rectangle2D chip, Rectangle2D box) {
    Rectangle2D common = chip.createIntersection(box);
    return !common.isEmpty()
        && common.getWidth() * common.getHeight() > MOST_HIDDEN * box.getWidth() * box.getHeight();
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
        Rectangle2D chip = at(left, tops[i], size);
        boolean fits = tops[i] >= 0 && tops[i] + size.getHeight() <= height;
        if (fits && !(inside && hides(chip, box))) {
          places.add(chip);
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
