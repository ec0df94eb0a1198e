package dev.osprey.cli.predict;

import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.core.Point;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import dev.osprey.detection.postprocess.explanation.Explanation;
import dev.osprey.inference.views.ImageDetector;
import dev.osprey.predict.Predictor;
import dev.osprey.predict.painting.DetectionPainter;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Detects objects in image files and writes each image with its detections painted.
 *
 * @param why the point to explain; null for none
 * @param minimumScore detections with a lower score are not shown
 * @param classes labels of the detections that are shown
 */
record ImageAnnotator(
    ImageDetector detector,
    @Nullable Why why,
    LabelMap labels,
    double minimumScore,
    Set<Integer> classes) {

  /** A point to explain, in pixels of each image. */
  record Why(Predictor predictor, Point point) {}

  /**
   * The results of one image.
   *
   * @param shown the detections of {@code all} that are painted
   * @param decodingNanos the time of reading and decoding the image
   */
  record Seen(
      RgbImage image,
      Detections all,
      Detections shown,
      @Nullable Explanation why,
      long decodingNanos) {}

  /**
   * Detects the objects of an image and writes the painted image.
   *
   * @throws UserError if the image cannot be read or used; the message names it
   */
  Seen write(Path image, Path painted) {
    long start = System.nanoTime();
    RgbImage decoded = ImageCodec.read(image);
    long decoding = System.nanoTime() - start;
    // first, so that nothing is written if the point is outside the image
    Explanation explanation =
        why == null
            ? null
            : named(image, () -> why.predictor.why(decoded, why.point.x(), why.point.y()));
    Detections all = named(image, () -> detector.detect(decoded));
    Detections shown = ClassFilterOption.of(classes, all.withScoreAtLeast(minimumScore));
    Seen seen = new Seen(decoded, all, shown, explanation, decoding);
    ImageCodec.write(RgbImage.of(paint(decoded, seen)), painted);
    return seen;
  }

  private BufferedImage paint(RgbImage image, Seen seen) {
    DetectionPainter painter = new DetectionPainter(labels);
    BufferedImage canvas = image.toBufferedImage();
    return seen.why == null
        ? painter.paint(canvas, seen.shown)
        : painter.paint(canvas, seen.shown, seen.why);
  }

  /** Runs a step and puts the name of the image in front of a user error. */
  private static <T> T named(Path image, Supplier<T> step) {
    try {
      return step.get();
    } catch (UserError e) {
      throw new UserError(image + ": " + e.getMessage(), e);
    }
  }
}
