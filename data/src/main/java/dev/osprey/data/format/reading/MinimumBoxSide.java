package dev.osprey.data.format.reading;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Leaves out objects whose box has a short side. mmdetection and pytorch-retinanet leave out sides
 * under one pixel when they read COCO's files.
 */
public final class MinimumBoxSide {
  /**
   * The tolerance for rounding: a box at 0.1 with the written width 1 has the width
   * 1.0000000000000002, others have a little less than 1.
   */
  private static final double ROUNDING = 1e-9;

  private MinimumBoxSide() {}

  /** Throws if a value is not a number of pixels. */
  static void require(double pixels) {
    if (!(pixels >= 0 && Double.isFinite(pixels))) {
      throw new UserError(
          "minimumBoxSide is "
              + pixels
              + "; it is a number of pixels, 0 or more, such as 1 (0 keeps all boxes)");
    }
  }

  /**
   * Returns the data set without such objects, ignored regions included; all images stay.
   *
   * @param pixels minimum of both sides, in pixels of the original image
   * @param warnings receives one line with the count, if there are any
   */
  public static Dataset apply(Dataset dataset, double pixels, Consumer<String> warnings) {
    if (pixels == 0) {
      return dataset;
    }
    List<Sample> samples = new ArrayList<>();
    int objects = 0;
    int kept = 0;
    for (Sample sample : dataset.samples()) {
      List<Annotation> large =
          sample.annotations().stream().filter(each -> reaches(each.box(), pixels)).toList();
      objects += sample.annotations().size();
      kept += large.size();
      samples.add(sample.withAnnotations(large));
    }
    if (kept < objects) {
      warnings.accept(
          (objects - kept)
              + " of "
              + objects
              + " boxes of "
              + dataset.name()
              + " are left out, because a side is under minimumBoxSide "
              + BigDecimal.valueOf(pixels).stripTrailingZeros().toPlainString());
    }
    return new Dataset(dataset.name(), dataset.labels(), samples);
  }

  private static boolean reaches(Box box, double pixels) {
    return box.width() >= pixels - ROUNDING && box.height() >= pixels - ROUNDING;
  }
}
