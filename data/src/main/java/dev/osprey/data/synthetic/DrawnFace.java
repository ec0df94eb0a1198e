package dev.osprey.data.synthetic;

import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import dev.osprey.core.Point;
import dev.osprey.data.SeededRandom;
import java.awt.geom.AffineTransform;
import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One face of a drawn image: an ellipse from forehead to chin, turned a little, with the positions
 * of its eyes, its nose and the corners of its mouth.
 *
 * @param box tight about the ellipse
 * @param halfWidth of the ellipse before it is turned, in pixels
 * @param halfHeight of the ellipse before it is turned, in pixels
 * @param turn in radians, clockwise
 * @param landmarks five points in pixels of the image
 */
record DrawnFace(
    Box box,
    double halfWidth,
    double halfHeight,
    double turn,
    List<Point> landmarks,
    FaceLook look) {

  /** The shortest side of a box, in pixels. */
  static final double SMALLEST = 20;

  /** The longest side of a box, in pixels. */
  static final double LARGEST = 140;

  /** The largest share of its image's shorter side that a face takes. */
  private static final double MAXIMUM_OF_IMAGE = 0.7;

  private static final int TRIES = 60;

  /** The largest angle by which faces are turned, in radians. */
  private static final double MAXIMUM_TURN = 0.35;

  /** The mean positions of the five points of a face, in shares of half its width and height. */
  private static final double[][] POINTS = {
    {-0.4, -0.2}, {0.4, -0.2}, {0, 0.16}, {-0.32, 0.52}, {0.32, 0.52}
  };

  /** The largest random offset of each point. */
  private static final double JITTER = 0.06;

  /**
   * The largest offset of all points of a face that looks aside; the nose moves by half as much
   * more.
   */
  private static final double MAXIMUM_ASIDE = 0.18;

  private static final double MAXIMUM_UP_OR_DOWN = 0.08;

  DrawnFace {
    landmarks = List.copyOf(landmarks);
  }

  /** A face that covers none of the others; null if no place was found. */
  static @Nullable DrawnFace draw(ImageSize image, List<DrawnFace> others, SeededRandom random) {
    for (int i = 0; i < TRIES; i++) {
      DrawnFace face = place(image, random);
      if (others.stream().noneMatch(other -> face.covers(other))) {
        return face;
      }
    }
    return null;
  }

  private static DrawnFace place(ImageSize image, SeededRandom random) {
    double largest = Math.min(LARGEST, MAXIMUM_OF_IMAGE * Math.min(image.height(), image.width()));
    double ratio = random.nextDouble(1.2, 1.4);
    double turn = random.nextDouble(-MAXIMUM_TURN, MAXIMUM_TURN);
    // Half the sides of the box of an ellipse of half axes 1 and `ratio` that is turned.
    double cos = StrictMath.cos(turn);
    double sin = StrictMath.sin(turn);
    double unitX = StrictMath.hypot(cos, ratio * sin);
    double unitY = StrictMath.hypot(sin, ratio * cos);
    double smallest = SMALLEST * unitY / unitX;
    // Uniform in the logarithm: as many faces from 20 to 40 pixels as from 70 to 140.
    double longer = smallest * StrictMath.pow(largest / smallest, random.nextDouble());
    double scale = longer / 2 / unitY;
    double x = random.nextDouble(1 + unitX * scale, image.width() - 1 - unitX * scale);
    double y = random.nextDouble(1 + unitY * scale, image.height() - 1 - unitY * scale);
    Box box = new Box(x - unitX * scale, y - unitY * scale, x + unitX * scale, y + unitY * scale);
    List<Point> landmarks = landmarks(placement(box, scale, ratio * scale, turn), random);
    return new DrawnFace(box, scale, ratio * scale, turn, landmarks, FaceLook.draw(random));
  }

  private static List<Point> landmarks(AffineTransform placement, SeededRandom random) {
    double aside = random.nextDouble(-MAXIMUM_ASIDE, MAXIMUM_ASIDE);
    double down = random.nextDouble(-MAXIMUM_UP_OR_DOWN, MAXIMUM_UP_OR_DOWN);
    List<Point> landmarks = new ArrayList<>();
    for (int k = 0; k < POINTS.length; k++) {
      double ahead = k == 2 ? 1.5 : 1;
      double x = POINTS[k][0] + ahead * aside + random.nextDouble(-JITTER, JITTER);
      double y = POINTS[k][1] + ahead * down + random.nextDouble(-JITTER, JITTER);
      Point2D placed = placement.transform(new Point2D.Double(x, y), null);
      landmarks.add(new Point(placed.getX(), placed.getY()));
    }
    return landmarks;
  }

  /** From shares of half the face's width and height to the image's pixels. */
  AffineTransform placement() {
    return placement(box, halfWidth, halfHeight, turn);
  }

  private static AffineTransform placement(
      Box box, double halfWidth, double halfHeight, double turn) {
    AffineTransform placement = new AffineTransform();
    placement.translate((box.x1() + box.x2()) / 2, (box.y1() + box.y2()) / 2);
    placement.concatenate(
        AffineTransform.getRotateInstance(StrictMath.cos(turn), StrictMath.sin(turn)));
    placement.scale(halfWidth, halfHeight);
    return placement;
  }

  private boolean covers(DrawnFace other) {
    return box.iou(other.box) > 0;
  }
}
