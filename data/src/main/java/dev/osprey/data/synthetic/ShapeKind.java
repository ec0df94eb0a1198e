package dev.osprey.data.synthetic;

import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.util.List;
import java.util.Locale;

/** The classes of the drawn data set, in the order of their labels. */
enum ShapeKind {
  CIRCLE,
  TRIANGLE,
  SQUARE,
  STAR;

  /** All kinds, in the order of their labels. */
  static final List<ShapeKind> ALL = List.of(values());

  /** The class name in annotation files. */
  String className() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its id in annotation files, from 1. */
  int categoryId() {
    return ALL.indexOf(this) + 1;
  }

  /** The outline around the origin; its corners are on the circle of radius 1. */
  Shape unitShape() {
    return switch (this) {
      case CIRCLE -> new Ellipse2D.Double(-1, -1, 2, 2);
      case TRIANGLE -> polygon(3, 1);
      case SQUARE -> polygon(4, 1);
      case STAR -> polygon(10, 0.42);
    };
  }

  /** Corners at equal angles; every second one is at the radius {@code inner}. */
  private static Shape polygon(int corners, double inner) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i < corners; i++) {
      double angle = 2 * StrictMath.PI * i / corners - StrictMath.PI / 2;
      double radius = i % 2 == 1 ? inner : 1;
      double x = radius * StrictMath.cos(angle);
      double y = radius * StrictMath.sin(angle);
      if (i == 0) {
        path.moveTo(x, y);
      } else {
        path.lineTo(x, y);
      }
    }
    path.closePath();
    return path;
  }
}
