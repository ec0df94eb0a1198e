package dev.osprey.cli;

import dev.osprey.core.Box;
import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.detection.postprocess.Explanation;
import dev.osprey.detection.postprocess.Explanation.Candidate;
import dev.osprey.detection.postprocess.Fate;
import java.math.BigDecimal;
import java.util.Locale;

/** An explanation in words, for one picture. */
final class WhyText {
  private final Explanation why;
  private final LabelMap labels;
  private final Detections detections;
  private final double leastScore;

  /**
   * @param detections all of the picture
   * @param leastScore {@code --score}: detections with less are not shown
   */
  WhyText(Explanation why, LabelMap labels, Detections detections, double leastScore) {
    this.why = why;
    this.labels = labels;
    this.detections = detections;
    this.leastScore = leastScore;
  }

  /** The summary, then a line for each candidate. */
  String lines(String picture) {
    StringBuilder text = new StringBuilder();
    text.append(picture).append(": ").append(summary()).append(System.lineSeparator());
    int number = 1;
    for (Candidate candidate : why.candidates()) {
      text.append(String.format(Locale.ROOT, "  %d. %s%n", number++, line(candidate)));
    }
    return text.toString();
  }

  /** One sentence. */
  String summary() {
    String place = "at (" + number(why.point().x()) + ", " + number(why.point().y()) + ")";
    if (why.best().isEmpty()) {
      return place + " nothing was found: " + nobody();
    }
    Candidate told = why.kept().orElseGet(() -> why.candidates().get(0));
    boolean found = told.fate() instanceof Fate.Kept && told.score() >= leastScore;
    String verdict = found ? " is found: " : " nothing is shown: the best candidate, ";
    if (!found && told.fate() instanceof Fate.Kept) {
      verdict = " nothing is shown: the best detection, ";
    }
    return place + verdict + name(told) + ", " + fate(told);
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private String nobody() {
    if (why.invalid() > 0) {
      return why.invalid()
          + " of "
          + why.anchors()
          + " anchors gave a box or a score that is not a number; the weights are damaged, or their"
          + " training diverged";
    }
    return "none of the " + why.anchors() + " anchors gave a box that contains the point";
  }

  private String line(Candidate candidate) {
    return String.format(
        Locale.ROOT,
        "%s, box %s from anchor %s of level %d (IoU %.2f): %s",
        name(candidate),
        box(candidate.box()),
        box(candidate.anchor()),
        candidate.level(),
        candidate.anchorIou(),
        fate(candidate));
  }

  private String name(Candidate candidate) {
    return name(candidate.label(), candidate.score());
  }

  private String name(int label, double score) {
    return labels.name(label) + " " + score(score);
  }

  /** Enough digits to tell it from a threshold: 0.87, 0.0004. */
  private static String score(double score) {
    return String.format(Locale.ROOT, score >= 0.01 ? "%.3f" : "%.2g", score);
  }

  private static String box(Box box) {
    return String.format(
        Locale.ROOT, "[%.1f, %.1f, %.1f, %.1f]", box.x1(), box.y1(), box.x2(), box.y2());
  }

  /** What became of it, with the setting that decided. */
  String fate(Candidate candidate) {
    Fate fate = candidate.fate();
    if (fate instanceof Fate.BelowThreshold below) {
      return "is not above the model's score threshold " + below.threshold();
    }
    if (fate instanceof Fate.BeyondTopK beyond) {
      return String.format(
          Locale.ROOT,
          "has rank %d on its level, which gives its best %d (postprocess.topKPerLevel)",
          beyond.rank(),
          beyond.limit());
    }
    if (fate instanceof Fate.TooSmall small) {
      return String.format(
          Locale.ROOT,
          "is too small: %.1f x %.1f pixels in the resized picture, both must be above %s"
              + " (postprocess.minSide)",
          small.width(),
          small.height(),
          small.minSide());
    }
    if (fate instanceof Fate.Suppressed suppressed) {
      return String.format(
          Locale.ROOT,
          "is suppressed by %s, box %s: their IoU %.3f is above the NMS threshold %s",
          name(suppressed.by().label(), suppressed.by().score()),
          box(suppressed.by().box()),
          suppressed.iou(),
          suppressed.threshold());
    }
    if (fate instanceof Fate.BeyondLimit beyond) {
      return String.format(
          Locale.ROOT,
          "has rank %d, but a picture has at most %d detections (postprocess.maxDetections)",
          beyond.rank(),
          beyond.limit());
    }
    return kept((Fate.Kept) fate, candidate.score());
  }

  private String kept(Fate.Kept kept, float score) {
    if (score < leastScore) {
      return "is detected, but left out because its score is below --score " + leastScore;
    }
    int number = 1;
    for (int i = 0; i < kept.index(); i++) {
      number += detections.score(i) >= leastScore ? 1 : 0;
    }
    return "is detection " + number + " of " + detections.withScoreAtLeast(leastScore).size();
  }
}
