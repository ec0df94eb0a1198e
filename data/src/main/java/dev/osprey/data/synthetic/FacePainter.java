package dev.osprey.data.synthetic;

import dev.osprey.core.Point;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.NoninvertibleTransformException;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;

/**
 * Paints one face. Hair and shoulders of all faces are painted before any face, so that no face is
 * covered.
 */
final class FacePainter {
  private static final int LEFT_EYE = 0;
  private static final int RIGHT_EYE = 1;
  private static final int NOSE = 2;
  private static final int LEFT_CORNER = 3;
  private static final int RIGHT_CORNER = 4;

  private final DrawnFace face;
  private final Graphics2D graphics;
  private final AffineTransform placement;

  FacePainter(DrawnFace face, Graphics2D graphics) {
    this.face = face;
    this.graphics = graphics;
    this.placement = face.placement();
  }

  /** Paints hair, neck and shoulders. */
  void paintBehind(Color clothes) {
    Color shaded = face.look().skin().darker();
    fill(new Rectangle2D.Double(-0.4, 0.6, 0.8, 0.9), shaded);
    fill(new Ellipse2D.Double(-1.5, 1.25, 3, 2.2), clothes);
    Color hair = face.look().hair();
    if (hair != null) {
      fill(new Ellipse2D.Double(-1.12, -1.18, 2.24, 1.9), hair);
    }
  }

  /** Paints the face; except for the rims of glasses, all of it is inside its ellipse. */
  void paint() {
    Shape head = placed(new Ellipse2D.Double(-1, -1, 2, 2));
    Color skin = face.look().skin();
    graphics.setPaint(
        new GradientPaint(
            (float) face.box().x1(),
            (float) face.box().y1(),
            skin,
            (float) face.box().x2(),
            (float) face.box().y2(),
            FaceLook.mixed(skin, Color.BLACK, 0.25)));
    graphics.fill(head);
    Color hair = face.look().hair();
    if (hair != null) {
      Area fringe = new Area(new Ellipse2D.Double(-1.3, -1.9, 2.6, 1.25));
      fringe.intersect(new Area(new Ellipse2D.Double(-1, -1, 2, 2)));
      fill(fringe, hair);
    }
    paintEye(point(LEFT_EYE));
    paintEye(point(RIGHT_EYE));
    paintNose();
    paintMouth();
  }

  private void paintEye(Point2D eye) {
    double x = eye.getX();
    double y = eye.getY();
    fill(new Ellipse2D.Double(x - 0.19, y - 0.1, 0.38, 0.2), new Color(240, 240, 235));
    fill(new Ellipse2D.Double(x - 0.1, y - 0.085, 0.2, 0.17), face.look().iris());
    Path2D brow = new Path2D.Double();
    brow.moveTo(x - 0.22, y - 0.2);
    brow.quadTo(x, y - 0.28, x + 0.22, y - 0.2);
    Color dark = FaceLook.mixed(face.look().skin(), Color.BLACK, 0.65);
    draw(brow, dark, 0.07);
    if (face.look().glasses() == FaceLook.Glasses.WORN) {
      draw(new Ellipse2D.Double(x - 0.3, y - 0.2, 0.6, 0.4), new Color(30, 30, 35), 0.06);
    }
  }

  /** Paints the nose: a bridge from between the eyes down to the tip, and the shade below it. */
  private void paintNose() {
    Point2D left = point(LEFT_EYE);
    Point2D right = point(RIGHT_EYE);
    Point2D tip = point(NOSE);
    Color shade = FaceLook.mixed(face.look().skin(), Color.BLACK, 0.4);
    Path2D bridge = new Path2D.Double();
    bridge.moveTo((left.getX() + right.getX()) / 2, (left.getY() + right.getY()) / 2);
    bridge.lineTo(tip.getX(), tip.getY());
    draw(bridge, FaceLook.mixed(face.look().skin(), Color.BLACK, 0.2), 0.06);
    fill(new Ellipse2D.Double(tip.getX() - 0.13, tip.getY() - 0.06, 0.26, 0.12), shade);
  }

  private void paintMouth() {
    Point2D left = point(LEFT_CORNER);
    Point2D right = point(RIGHT_CORNER);
    Path2D mouth = new Path2D.Double();
    mouth.moveTo(left.getX(), left.getY());
    // The curve's middle is halfway between its ends and the point that bends it.
    mouth.quadTo(
        (left.getX() + right.getX()) / 2,
        (left.getY() + right.getY()) / 2 + 2 * face.look().smile(),
        right.getX(),
        right.getY());
    draw(mouth, face.look().lips(), 0.13);
  }

  /** The position of a landmark in shares of half the face's width and height. */
  private Point2D point(int index) {
    Point landmark = face.landmarks().get(index);
    AffineTransform back = new AffineTransform(placement);
    try {
      back.invert();
    } catch (NoninvertibleTransformException e) {
      throw new IllegalStateException("a face has no area: " + face.box(), e);
    }
    return back.transform(new Point2D.Double(landmark.x(), landmark.y()), null);
  }

  private Shape placed(Shape unit) {
    return placement.createTransformedShape(unit);
  }

  private void fill(Shape unit, Color color) {
    graphics.setPaint(color);
    graphics.fill(placed(unit));
  }

  /** {@code width} is a share of half the face's width; lines have half a pixel at least. */
  private void draw(Shape unit, Color color, double width) {
    float pixels = (float) Math.max(0.5, width * face.halfWidth());
    graphics.setPaint(color);
    graphics.setStroke(new BasicStroke(pixels, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    graphics.draw(placed(unit));
  }
}
