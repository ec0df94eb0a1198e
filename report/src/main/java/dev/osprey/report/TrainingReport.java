package dev.osprey.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a run's page shows. What is empty is left out of the page.
 *
 * @param title heading of the page
 * @param figures summary: mAP50, mAP, images, minutes, …
 * @param about what was trained how: data, model, date, version, seed, …
 * @param evaluated null while nothing has been evaluated
 * @param images found objects; they are embedded, so a dozen or two is plenty
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
