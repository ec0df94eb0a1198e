package dev.osprey.cli.explain;

import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.core.Point;
import dev.osprey.core.text.Decimals;
import dev.osprey.detection.postprocess.ReferenceBoxes;
import dev.osprey.detection.postprocess.explanation.Explanation;
import dev.osprey.detection.postprocess.explanation.Explanation.PointCandidate;
import dev.osprey.detection.postprocess.explanation.Fate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The explanation of a point in one image as text. */
public final class ExplanationText {
  private final Explanation why;
  private final double minimumScore;
  private final FateText fates;

  /**
   * @param detections all detections of the image
   * @param minimumScore {@code --score}: detections with a lower score are not shown
   */
  public ExplanationText(
      Explanation why, LabelMap labels, Detections detections, double minimumScore) {
    this.why = why;
    this.minimumScore = minimumScore;
    this.fates = new FateText(why.references(), labels, detections, minimumScore);
  }

  /** Returns the summary, then a line for each candidate. */
  public String lines(String image) {
    StringBuilder text = new StringBuilder();
    text.append(image).append(": ").append(summary()).append(System.lineSeparator());
    int number = 1;
    for (PointCandidate candidate : why.candidates()) {
      text.append(String.format(Locale.ROOT, "  %d. %s%n", number++, line(candidate)));
    }
    return text.toString();
  }

  /** Returns the explanation of the point in one sentence. */
  String summary() {
    Point point = why.point();
    String place = "at (" + Decimals.plain(point.x()) + ", " + Decimals.plain(point.y()) + ")";
    if (why.best().isEmpty()) {
      return place + " nothing was found: " + noCandidate();
    }
    PointCandidate shown = why.kept().orElseGet(() -> why.candidates().get(0));
    boolean found = shown.fate() instanceof Fate.Kept && shown.score() >= minimumScore;
    String verdict = found ? " is found: " : " nothing is shown: the best candidate, ";
    if (!found && shown.fate() instanceof Fate.Kept) {
      verdict = " nothing is shown: the best detection, ";
    }
    return place + verdict + name(shown) + ", " + fate(shown);
  }

  /** Returns the reason why no candidate contains the point. */
  private String noCandidate() {
    String references = references();
    if (why.invalid() > 0) {
      return why.invalid()
          + " of "
          + why.anchors()
          + " "
          + references
          + " gave a box or a score that is not a number; the weights are damaged, or their"
          + " training diverged";
    }
    if (why.anchors() == 0) {
      return "there are no " + references;
    }
    return "none of the "
        + why.anchors()
        + " "
        + references
        + " gave a box that contains the point";
  }

  /** Returns the name of the boxes that the candidates are decoded from. */
  String references() {
    return switch (why.references()) {
      case ANCHORS -> "anchors";
      case PROPOSALS -> "proposals";
    };
  }

  private String line(PointCandidate candidate) {
    return String.format(
        Locale.ROOT,
        "%s, box %s from %s (IoU %.2f): %s",
        name(candidate),
        FateText.box(candidate.box()),
        reference(candidate),
        candidate.anchorIou(),
        fate(candidate));
  }

  private String reference(PointCandidate candidate) {
    String box = FateText.box(candidate.anchor());
    return why.references() == ReferenceBoxes.PROPOSALS
        ? "proposal " + box
        : "anchor " + box + " of level " + candidate.level();
  }

  private String name(PointCandidate candidate) {
    return fates.name(candidate.label(), candidate.score());
  }

  /** Returns the fate of a candidate, with the setting that decided. */
  String fate(PointCandidate candidate) {
    return fates.of(candidate);
  }

  /** Returns the setting of the model that decided; null if none did. */
  @Nullable String setting(PointCandidate candidate) {
    return fates.setting(candidate.fate());
  }
}
