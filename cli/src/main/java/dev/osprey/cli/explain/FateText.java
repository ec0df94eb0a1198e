package dev.osprey.cli.explain;

import dev.osprey.core.Box;
import dev.osprey.core.Detection;
import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.OneLine;
import dev.osprey.detection.postprocess.ReferenceBoxes;
import dev.osprey.detection.postprocess.explanation.Explanation.Candidate;
import dev.osprey.detection.postprocess.explanation.Fate;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of candidates, in words, with the setting that decided.
 *
 * @param references what the image's boxes are decoded from
 * @param detections all of the image
 * @param leastScore {@code --score}: detections with less are not shown
 */
public record FateText(
    ReferenceBoxes references, LabelMap labels, Detections detections, double leastScore) {

  /** What became of it: the rest of a sentence. */
  String of(Candidate candidate) {
    Fate fate = candidate.fate();
    if (fate instanceof Fate.BelowThreshold below) {
      return below(below);
    }
    if (fate instanceof Fate.BeyondTopK beyond) {
      return beyond(beyond);
    }
    if (fate instanceof Fate.TooSmall small) {
      return small(small);
    }
    if (fate instanceof Fate.Suppressed suppressed) {
      return suppressed(suppressed);
    }
    if (fate instanceof Fate.BeyondLimit beyond) {
      return String.format(
          Locale.ROOT,
          "has rank %d after NMS, but an image has at most %d detections (%s)",
          beyond.rank(),
          beyond.limit(),
          setting(fate));
    }
    return kept((Fate.Kept) fate, candidate.score());
  }

  /** Which setting of the model decided, such as {@code postprocess.topK}; null: none did. */
  @Nullable String setting(Fate fate) {
    String name = name(fate);
    return name == null ? null : references.settings() + "." + name;
  }

  private static @Nullable String name(Fate fate) {
    if (fate instanceof Fate.BelowThreshold) {
      return "scoreThreshold";
    }
    if (fate instanceof Fate.BeyondTopK beyond) {
      return beyond.cut().setting();
    }
    if (fate instanceof Fate.TooSmall) {
      return "minSide";
    }
    if (fate instanceof Fate.Suppressed) {
      return "nmsThreshold";
    }
    return fate instanceof Fate.BeyondLimit ? "maxDetections" : null;
  }

  /** The model's threshold may be that of the command line. */
  private String below(Fate.BelowThreshold below) {
    return below.threshold() == leastScore
        ? "is not above the score threshold " + plain(below.threshold()) + " (--score)"
        : "is not above the model's score threshold " + plain(below.threshold());
  }

  /** All proposals are in one list: what they give is what the image gives. */
  private String beyond(Fate.BeyondTopK beyond) {
    boolean ofLevel = beyond.cut() == Fate.Cut.LEVEL && references == ReferenceBoxes.ANCHORS;
    return String.format(
        Locale.ROOT,
        "has rank %d %s, which gives its best %d (%s)",
        beyond.rank(),
        ofLevel ? "on its level" : "in the image",
        beyond.limit(),
        setting(beyond));
  }

  private String small(Fate.TooSmall small) {
    String bound =
        switch (small.bound()) {
          case ABOVE -> "above";
          case AT_LEAST -> "at least";
        };
    return String.format(
        Locale.ROOT,
        "is too small: %s x %s pixels in the resized image, both must be %s %s (%s)",
        side(small.width(), small),
        side(small.height(), small),
        bound,
        small.minSide(),
        setting(small));
  }

  /** One decimal; all digits where one would hide on which side of the minimum it lies. */
  private static String side(float side, Fate.TooSmall small) {
    String rounded = String.format(Locale.ROOT, "%.1f", side);
    float shown = Float.parseFloat(rounded);
    boolean same =
        small.bound().admits(shown, small.minSide()) == small.bound().admits(side, small.minSide());
    return same && (shown != 0 || side == 0)
        ? rounded
        : new BigDecimal(Float.toString(side)).toPlainString();
  }

  private String suppressed(Fate.Suppressed suppressed) {
    Detection by = suppressed.by();
    return String.format(
        Locale.ROOT,
        "is suppressed by %s, box %s: their IoU %.3f is above the NMS threshold %s",
        name(by.label(), by.score()),
        box(by.box()),
        suppressed.iou(),
        suppressed.threshold());
  }

  private String kept(Fate.Kept kept, float score) {
    if (score < leastScore) {
      return "is detected, but left out because its score is below --score " + plain(leastScore);
    }
    int number = 1;
    for (int i = 0; i < kept.index(); i++) {
      number += detections.score(i) >= leastScore ? 1 : 0;
    }
    return "is detection " + number + " of " + detections.withScoreAtLeast(leastScore).size();
  }

  /** Class and score. */
  String name(int label, double score) {
    return OneLine.of(labels.name(label)) + " " + score(score);
  }

  /** Enough digits to tell it from a threshold: 0.87, 0.0004. */
  private static String score(double score) {
    return String.format(Locale.ROOT, score >= 0.01 ? "%.3f" : "%.2g", score);
  }

  /** Without an exponent: 0.0001. */
  public static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  static String box(Box box) {
    return String.format(
        Locale.ROOT, "[%.1f, %.1f, %.1f, %.1f]", box.x1(), box.y1(), box.x2(), box.y2());
  }
}
