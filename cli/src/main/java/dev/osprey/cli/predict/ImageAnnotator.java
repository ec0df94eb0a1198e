package dev.osprey.cli.predict;

import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.core.Point;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import dev.osprey.detection.postprocess.explanation.Explanation;
import dev.osprey.predict.Predictor;
import dev.osprey.predict.painting.DetectionPainter;
import dev.osprey.predict.views.ImageDetector;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds objects in image files and writes each image with what was found.
 *
 * @param why the point that is explained; null: none is
 * @param leastScore detections with less are not shown
 * @param classes labels of the detections that are shown
 */
record ImageAnnotator(
    ImageDetector detector,
    @Nullable Why why,
    LabelMap labels,
    double leastScore,
    Set<Integer> classes) {

  /** A point to explain, in pixels of each image. */
  record Why(Predictor predictor, Point point) {}

  /**
   * What one image gave.
   *
   * @param shown those of {@code all} that are painted
   * @param decodingNanos how long it took to read the image
   */
  record Seen(
      RgbImage image,
      Detections all,
      Detections shown,
      @Nullable Explanation why,
      long decodingNanos) {}

  /**
   * @throws UserError where the image cannot be read or used; it is named
   */
  Seen write(Path image, Path painted) {
    long start = System.nanoTime();
    RgbImage decoded = ImageCodec.read(image);
    long decoding = System.nanoTime() - start;
    // first, because a point outside the image leaves nothing behind
    Explanation explanation =
        why == null
            ? null
            : named(image, () -> why.predictor.why(decoded, why.point.x(), why.point.y()));
    Detections all = named(image, () -> detector.detect(decoded));
    Detections shown = ClassFilterOption.of(classes, all.withScoreAtLeast(leastScore));
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

  /** What is wrong with an image, such as its size, is said with its name. */
  private static <T> T named(Path image, Supplier<T> step) {
    try {
      return step.get();
    } catch (UserError e) {
      throw new UserError(image + ": " + e.getMessage(), e);
    }
  }
}
