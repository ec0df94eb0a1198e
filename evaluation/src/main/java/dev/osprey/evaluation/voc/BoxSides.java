package dev.osprey.evaluation.voc;

import dev.osprey.evaluation.GroundTruth;
import dev.osprey.evaluation.ScoredBox;

/** How long a box's side is. */
public enum BoxSides {
  /** {@code x2 - x1}: x2 lies behind the box. The convention of this project and of COCO. */
  EXCLUSIVE(0),

  /**
   * {@code x2 - x1 + 1}: x2 is the last pixel of the box. For boxes as VOC's own files have them,
   * which its devkit measures so; a data set that is read with {@code vocCorners: one-based} has
   * sides of that length already.
   */
  INCLUSIVE(1);

  private final double added;

  BoxSides(double added) {
    this.added = added;
  }

  /** Intersection over union; 0 where a coordinate is not a number. */
  double iou(ScoredBox d, GroundTruth g) {
    double w = Math.min(d.x() + d.width(), g.x() + g.width()) - Math.max(d.x(), g.x()) + added;
    double h = Math.min(d.y() + d.height(), g.y() + g.height()) - Math.max(d.y(), g.y()) + added;
    if (!(w > 0 && h > 0)) {
      return 0;
    }
    double found = (d.width() + added) * (d.height() + added);
    double marked = (g.width() + added) * (g.height() + added);
    return w * h / (found + marked - w * h);
  }
}
