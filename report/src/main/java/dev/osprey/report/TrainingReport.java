package dev.osprey.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of the page of a run. Empty parts are left out of the page.
 *
 * @param title heading of the page
 * @param figures the main numbers: mAP50, mAP, images, minutes, …
 * @param about facts of the training: data, model, date, version, seed, …
 * @param evaluated absent if nothing was evaluated
 * @param pictures with detections; they are embedded, so give a dozen or two at most
 */
public record TrainingReport(
    String title,
    List<Figure> figures,
    List<Figure> about,
    TrainingCurves curves,
    @Nullable Evaluated evaluated,
    List<FoundPicture> pictures) {

  public TrainingReport {
    figures = List.copyOf(figures);
    about = List.copyOf(about);
    pictures = List.copyOf(pictures);
  }
}
