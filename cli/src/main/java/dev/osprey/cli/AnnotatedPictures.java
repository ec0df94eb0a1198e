package dev.osprey.cli;

import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.core.Point;
import dev.osprey.core.UserError;
import dev.osprey.data.image.PictureCodec;
import dev.osprey.data.image.RgbPicture;
import dev.osprey.detection.postprocess.Explanation;
import dev.osprey.predict.DetectionPainter;
import dev.osprey.predict.PictureDetector;
import dev.osprey.predict.Predictor;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds objects in picture files and writes each picture with what was found.
 *
 * @param why the point that is explained; null: none is
 * @param leastScore detections with less are not shown
 * @param classes labels of the detections that are shown
 */
record AnnotatedPictures(
    PictureDetector detector,
    @Nullable Why why,
    LabelMap labels,
    double leastScore,
    Set<Integer> classes) {

  /** A point to explain, in pixels of each picture. */
  record Why(Predictor predictor, Point point) {}

  /**
   * What one picture gave.
   *
   * @param shown those of {@code all} that are painted
   * @param decodingNanos how long it took to read the picture
   */
  record Seen(
      RgbPicture picture,
      Detections all,
      Detections shown,
      @Nullable Explanation why,
      long decodingNanos) {}

  /**
   * @throws UserError where the picture cannot be read or used; it is named
   */
  Seen write(Path picture, Path painted) {
    long start = System.nanoTime();
    RgbPicture decoded = PictureCodec.read(picture);
    long decoding = System.nanoTime() - start;
    // first, because a point outside the picture leaves nothing behind
    Explanation explanation =
        why == null
            ? null
            : named(picture, () -> why.predictor.why(decoded, why.point.x(), why.point.y()));
    Detections all = named(picture, () -> detector.detect(decoded));
    Detections shown = ShownClasses.of(classes, all.withScoreAtLeast(leastScore));
    Seen seen = new Seen(decoded, all, shown, explanation, decoding);
    PictureCodec.write(RgbPicture.of(paint(decoded, seen)), painted);
    return seen;
  }

  private BufferedImage paint(RgbPicture picture, Seen seen) {
    DetectionPainter painter = new DetectionPainter(labels);
    BufferedImage canvas = picture.toBufferedImage();
    return seen.why == null
        ? painter.paint(canvas, seen.shown)
        : painter.paint(canvas, seen.shown, seen.why);
  }

  /** What is wrong with a picture, such as its size, is said with its name. */
  private static <T> T named(Path picture, Supplier<T> step) {
    try {
      return step.get();
    } catch (UserError e) {
      throw new UserError(picture + ": " + e.getMessage(), e);
    }
  }
}
