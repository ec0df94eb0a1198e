package dev.osprey.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of the report page of a run. Empty parts are omitted.
 *
 * @param title heading of the page
 * @param figures the main numbers: mAP50, mAP, images, minutes, …
 * @param about facts about the training: data, model, date, version, seed, …
 * @param evaluated absent if nothing was evaluated
 * @param images images with detections; they are embedded, so there should be two dozen at most
 */
public record TrainingReport(
    String title,
    List<LabeledValue> figures,
    List<LabeledValue> about,
    TrainingCurves curves,
    @Nullable ReportedMetrics evaluated,
    List<CaptionedImage> images) {

  public TrainingReport {
    figures = List.copyOf(figures);
    about = List.copyOf(about);
    images = List.copyOf(images);
  }
}
