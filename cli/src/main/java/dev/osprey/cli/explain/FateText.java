package dev.osprey.cli.explain;

import dev.osprey.core.Box;
import dev.osprey.core.Detection;
import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.Decimals;
import dev.osprey.core.text.OneLine;
import dev.osprey.detection.postprocess.ReferenceBoxes;
import dev.osprey.detection.postprocess.explanation.Explanation.PointCandidate;
import dev.osprey.detection.postprocess.explanation.Fate;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Describes the fates of candidates as text, with the setting that decided.
 *
 * @param references what the boxes of the image are decoded from
 * @param detections all detections of the image
 * @param minimumScore {@code --score}: detections with a lower score are not shown
 */
record FateText(
    ReferenceBoxes references, LabelMap labels, Detections detections, double minimumScore) {

  /** The fate of a candidate as the rest of a sentence, such as "is detection 1 of 3". */
  String of(PointCandidate candidate) {
    return candidate.fate().accept(new Sentences(candidate.score()));
  }

  /** The full key of the setting that decided, such as {@code postprocess.topK}; null if none. */
  @Nullable String setting(Fate fate) {
    String name = fate.setting();
    return name == null ? null : key(name);
  }

  private String key(String setting) {
    return references.settings() + "." + setting;
  }

  /** Class and score. */
  String name(int label, double score) {
    return OneLine.of(labels.name(label)) + " " + score(score);
  }

  /** A score with enough digits to compare it with a threshold, such as 0.870 or 0.0004. */
  private static String score(double score) {
    return String.format(Locale.ROOT, score >= 0.01 ? "%.3f" : "%.2g", score);
  }

  static String box(Box box) {
    return String.format(
        Locale.ROOT, "[%.1f, %.1f, %.1f, %.1f]", box.x1(), box.y1(), box.x2(), box.y2());
  }

  /** A sentence for each fate of a candidate with this score. */
  private final class Sentences implements Fate.Visitor<String> {
    private final float score;

    private Sentences(float score) {
      this.score = score;
    }

    /** Names {@code --score} if its value replaced the model's threshold. */
    @Override
    public String belowThreshold(Fate.BelowThreshold fate) {
      return fate.threshold() == minimumScore
          ? "is not above the score threshold " + Decimals.plain(fate.threshold()) + " (--score)"
          : "is not above the model's score threshold " + Decimals.plain(fate.threshold());
    }

    /** Proposals have no levels, so their limit applies to the whole image. */
    @Override
    public String beyondTopK(Fate.BeyondTopK fate) {
      boolean ofLevel = fate.cut() == Fate.Cut.LEVEL && references == ReferenceBoxes.ANCHORS;
      return String.format(
          Locale.ROOT,
          "has rank %d %s, and only the best %d pass (%s)",
          fate.rank(),
          ofLevel ? "on its level" : "in the image",
          fate.limit(),
          key(fate.setting()));
    }

    @Override
    public String tooSmall(Fate.TooSmall fate) {
      String bound =
          switch (fate.bound()) {
            case ABOVE -> "above";
            case AT_LEAST -> "at least";
          };
      return String.format(
          Locale.ROOT,
          "is too small: %s x %s pixels in the resized image, both must be %s %s (%s)",
          side(fate.width(), fate),
          side(fate.height(), fate),
          bound,
          fate.minSide(),
          key(fate.setting()));
    }

    /** A side with one decimal, or all digits if rounding would move it across the minimum. */
    private static String side(float side, Fate.TooSmall fate) {
      String rounded = String.format(Locale.ROOT, "%.1f", side);
      float shown = Float.parseFloat(rounded);
      boolean same =
          fate.bound().admits(shown, fate.minSide()) == fate.bound().admits(side, fate.minSide());
      return same && (shown != 0 || side == 0)
          ? rounded
          : new BigDecimal(Float.toString(side)).toPlainString();
    }

    @Override
    public String suppressed(Fate.Suppressed fate) {
      Detection by = fate.by();
      return String.format(
          Locale.ROOT,
          "is suppressed by %s, box %s: their IoU %.3f is above the NMS threshold %s",
          name(by.label(), by.score()),
          box(by.box()),
          fate.iou(),
          fate.threshold());
    }

    @Override
    public String beyondLimit(Fate.BeyondLimit fate) {
      return String.format(
          Locale.ROOT,
          "has rank %d after NMS, but an image has at most %d detections (%s)",
          fate.rank(),
          fate.limit(),
          key(fate.setting()));
    }

    @Override
    public String kept(Fate.Kept fate) {
      if (score < minimumScore) {
        return "is detected, but left out because its score is below --score "
            + Decimals.plain(minimumScore);
      }
      int number = 1;
      for (int i = 0; i < fate.index(); i++) {
        number += detections.score(i) >= minimumScore ? 1 : 0;
      }
      return "is detection " + number + " of " + detections.withScoreAtLeast(minimumScore).size();
    }
  }
}
