package dev.osprey.training.report;

import dev.osprey.core.LabelMap;
import dev.osprey.evaluation.coco.CocoTable;
import dev.osprey.evaluation.landmark.LandmarkError;
import dev.osprey.evaluation.voc.VocMetrics;
import dev.osprey.evaluation.voc.VocTable;
import dev.osprey.training.evaluation.EvaluationResult;

/** Formats an evaluation of a run as text tables. */
public final class EvaluationText {
  private EvaluationText() {}

  /**
   * Formats COCO's metrics, in total and per class, then VOC's metrics and the landmark error if
   * present. An empty line follows each table.
   *
   * @param labels of the model
   */
  public static String tables(EvaluationResult evaluation, LabelMap labels) {
    StringBuilder text = new StringBuilder();
    text.append(CocoTable.summary(evaluation.metrics())).append('\n');
    text.append(CocoTable.perClass(evaluation.metrics(), labels)).append('\n');
    VocMetrics voc = evaluation.voc();
    if (voc != null) {
      text.append(VocTable.summary(voc)).append('\n');
      text.append(VocTable.perClass(voc, labels)).append('\n');
    }
    LandmarkError landmarks = evaluation.landmarks();
    if (landmarks != null) {
      text.append(landmarks.text()).append("\n\n");
    }
    return text.toString();
  }
}
