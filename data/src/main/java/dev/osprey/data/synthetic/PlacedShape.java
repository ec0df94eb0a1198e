package dev.osprey.data.synthetic;

import dev.osprey.core.Box;
import dev.osprey.data.SeededRandom;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.PathIterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One object of a drawn image: its outline in the image's pixels, and its tight box. */
record PlacedShape(ShapeKind kind, Shape outline, Box box, Color color) {

  /** The largest IoU of two boxes, so that every object stays visible. */
  private static final double MAXIMUM_OVERLAP = 0.15;

  /** The largest part of the smaller of two boxes that may be covered. */
  private static final double MAXIMUM_COVERED = 0.35;

  private static final int SMALLEST = 32;
  private static final int LARGEST = 120;
  private static final int TRIES = 60;

  /** The largest distance of a hue from that of its class; neighbouring classes overlap. */
  private static final double HUE_SPREAD = 0.17;

  /** The largest angle by which shapes are turned, in radians. */
  private static final double MAXIMUM_TURN = 0.5;

  /**
   * Draws a shape of random class, colour, size, angle and place inside the image that leaves the
   * other shapes visible; null if no place was found.
   */
  static @Nullable PlacedShape draw(int imageSize, List<PlacedShape> others, SeededRandom random) {
    int largest = Math.min(LARGEST, imageSize / 2);
    for (int i = 0; i < TRIES; i++) {
      ShapeKind kind = ShapeKind.ALL.get(random.nextInt(ShapeKind.ALL.size()));
      double share = random.nextDouble();
      PlacedShape placed = place(kind, SMALLEST + (largest - SMALLEST) * share, imageSize, random);
      if (others.stream().allMatch(placed::leavesVisible)) {
        return placed;
      }
    }
    return null;
  }

  private static PlacedShape place(
      ShapeKind kind, double longerSide, int imageSize, SeededRandom random) {
    double ownHue = (kind.categoryId() - 1.0) / ShapeKind.ALL.size();
    // Colour hints at the class without giving it away. AWT takes the hue's fraction.
    Color color =
        Color.getHSBColor(
            (float) (1 + ownHue + random.nextDouble(-HUE_SPREAD, HUE_SPREAD)),
            (float) random.nextDouble(0.45, 1),
            (float) random.nextDouble(0.45, 1));
    double turn = random.nextDouble(-MAXIMUM_TURN, MAXIMUM_TURN);
    Shape turned =
        AffineTransform.getRotateInstance(StrictMath.cos(turn), StrictMath.sin(turn))
            .createTransformedShape(kind.unitShape());
    Box unit = kind == ShapeKind.CIRCLE ? new Box(-1, -1, 1, 1) : tightBox(turned);
    double scale = longerSide / Math.max(unit.width(), unit.height());
    double left = random.nextDouble(1, imageSize - 1 - unit.width() * scale);
    double top = random.nextDouble(1, imageSize - 1 - unit.height() * scale);
    AffineTransform move = new AffineTransform();
    move.translate(left - unit.x1() * scale, top - unit.y1() * scale);
    move.scale(scale, scale);
    Box box = new Box(left, top, left + unit.width() * scale, top + unit.height() * scale);
    return new PlacedShape(kind, move.createTransformedShape(turned), box, color);
  }

  /** The box of a polygon's corners. */
  private static Box tightBox(Shape polygon) {
    double x1 = Double.POSITIVE_INFINITY;
    double y1 = Double.POSITIVE_INFINITY;
    double x2 = Double.NEGATIVE_INFINITY;
    double y2 = Double.NEGATIVE_INFINITY;
    double[] point = new double[6];
    for (PathIterator path = polygon.getPathIterator(null); !path.isDone(); path.next()) {
      if (path.currentSegment(point) != PathIterator.SEG_CLOSE) {
        x1 = Math.min(x1, point[0]);
        y1 = Math.min(y1, point[1]);
        x2 = Math.max(x2, point[0]);
        y2 = Math.max(y2, point[1]);
      }
    }
    return new Box(x1, y1, x2, y2);
  }

  private boolean leavesVisible(PlacedShape other) {
    double w = Math.min(box.x2(), other.box.x2()) - Math.max(box.x1(), other.box.x1());
    double h = Math.min(box.y2(), other.box.y2()) - Math.max(box.y1(), other.box.y1());
    double shared = Math.max(0, w) * Math.max(0, h);
    return box.iou(other.box) <= MAXIMUM_OVERLAP
        && shared <= MAXIMUM_COVERED * Math.min(box.area(), other.box.area());
  }

  void paint(Graphics2D graphics) {
    graphics.setPaint(
        new GradientPaint(
            (float) box.x1(),
            (float) box.y1(),
            color,
            (float) box.x2(),
            (float) box.y2(),
            color.darker()));
    graphics.fill(outline);
    // The rim is drawn inside the outline only, so that the box stays exact.
    Shape clip = graphics.getClip();
    graphics.clip(outline);
    graphics.setPaint(color.darker().darker());
    graphics.setStroke(new BasicStroke(2.5f));
    graphics.draw(outline);
    graphics.setClip(clip);
  }
}
