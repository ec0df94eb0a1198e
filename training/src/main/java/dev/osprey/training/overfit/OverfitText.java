package dev.osprey.training.overfit;

import dev.osprey.core.text.OneLine;
import dev.osprey.evaluation.coco.ClassMetrics;
import dev.osprey.training.overfit.OverfitFindings.LearntObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Describes the result of overfitting as lines of text. */
public final class OverfitText {
  /** IoU below which an anchor is background (Lin et al. 2017). */
  private static final double FITTING_IOU = 0.4;

  private static final int MAX_IMAGES = 10;

  private OverfitText() {}

  /** Reports success and the number of steps. */
  public static List<String> learnt(OverfitFindings findings, long steps) {
    List<String> lines = new ArrayList<>();
    lines.add(
        format(
            "learnt: %d objects in %d images after %d steps, mAP50 %.3f",
            findings.objects().size(),
            byImage(findings).size(),
            steps,
            findings.metrics().summary().ap50()));
    addAnchors(lines, findings);
    return lines;
  }

  /**
   * Reports the objects that were not learnt and possible reasons.
   *
   * @param goal the target mAP50
   */
  public static List<String> notLearnt(OverfitFindings findings, double goal) {
    List<String> lines = new ArrayList<>();
    lines.add(
        format(
            "not learnt: the best mAP50 is %.3f, the target is %s; %d of %d objects in %d images"
                + " are missed",
            findings.metrics().summary().ap50(),
            goal,
            findings.missed(),
            findings.objects().size(),
            byImage(findings).size()));
    addClasses(lines, findings, goal);
    addImages(lines, findings);
    addAnchors(lines, findings);
    lines.add(
        "try: more steps (training.epochs, training.maxMinutes), another optimizer.learningRate;"
            + " and check that the boxes of these images are correct");
    return lines;
  }

  private static void addClasses(List<String> lines, OverfitFindings findings, double goal) {
    for (ClassMetrics metrics : findings.metrics().perClass()) {
      if (metrics.groundTruths() > 0 && metrics.averages().ap(0.5) < goal) {
        int label = metrics.categoryId();
        long missed =
            findings.objects().stream()
                .filter(object -> object.label() == label && object.isMissed())
                .count();
        lines.add(
            format(
                "  class %s: AP50 %.3f, %d of %d objects are missed",
                OneLine.of(findings.labels().name(label)),
                metrics.averages().ap(0.5),
                missed,
                metrics.groundTruths()));
      }
    }
  }

  private static void addImages(List<String> lines, OverfitFindings findings) {
    int shown = 0;
    int more = 0;
    for (Map.Entry<String, List<LearntObject>> image : byImage(findings).entrySet()) {
      List<String> missed =
          image.getValue().stream()
              .filter(LearntObject::isMissed)
              .map(object -> describe(object, findings))
              .toList();
      if (!missed.isEmpty() && shown++ < MAX_IMAGES) {
        lines.add(
            format(
                "  %s: %d of %d objects are missed: %s",
                image.getKey(), missed.size(), image.getValue().size(), String.join(", ", missed)));
      } else if (!missed.isEmpty()) {
        more++;
      }
    }
    if (more > 0) {
      lines.add(format("  and %d more images", more));
    }
  }

  /** {@code star 21x20 (best anchor IoU 0.31)}. */
  private static String describe(LearntObject object, OverfitFindings findings) {
    String what =
        format(
            "%s %.0fx%.0f",
            OneLine.of(findings.labels().name(object.label())), object.width(), object.height());
    return findings.anchors() == null
        ? what
        : what + format(" (best anchor IoU %.2f)", object.anchorIou());
  }

  /** Adds a line about the objects that no anchor fits; sizes in pixels of resized images. */
  private static void addAnchors(List<String> lines, OverfitFindings findings) {
    OverfitFindings.AnchorReach anchors = findings.anchors();
    List<LearntObject> unfit =
        findings.objects().stream().filter(object -> object.anchorIou() <= FITTING_IOU).toList();
    if (anchors == null || unfit.isEmpty()) {
      return;
    }
    long small = unfit.stream().filter(object -> object.side() < anchors.smallest()).count();
    long large = unfit.stream().filter(object -> object.side() > anchors.largest()).count();
    StringBuilder line = new StringBuilder();
    line.append(
        format(
            "anchors: %d of %d objects have no anchor with IoU above %s",
            unfit.size(), findings.objects().size(), FITTING_IOU));
    if (small > 0) {
      line.append(
          format("; %d are smaller than the smallest anchor: %.0f px", small, anchors.smallest()));
    }
    if (large > 0) {
      line.append(
          format("; %d are larger than the largest anchor: %.0f px", large, anchors.largest()));
    }
    long others = unfit.size() - small - large;
    if (others > 0) {
      line.append(
          format("; %d differ in shape, or are between the positions of the anchors", others));
    }
    lines.add(
        line
            + ". Change model.anchors.sizes and model.anchors.ratios, or"
            + " model.preprocessing.resize");
  }

  private static Map<String, List<LearntObject>> byImage(OverfitFindings findings) {
    Map<String, List<LearntObject>> byImage = new LinkedHashMap<>();
    for (LearntObject object : findings.objects()) {
      byImage.computeIfAbsent(object.image(), unused -> new ArrayList<>()).add(object);
    }
    return byImage;
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
