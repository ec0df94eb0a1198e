package dev.osprey.training.report;

import dev.osprey.core.Detections;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.evaluation.coco.CocoMetrics;
import dev.osprey.evaluation.landmark.LandmarkError;
import dev.osprey.evaluation.voc.VocMetrics;
import dev.osprey.predict.painting.DetectionPainter;
import dev.osprey.report.CaptionedImage;
import dev.osprey.report.LabeledValue;
import dev.osprey.report.ReportWriter;
import dev.osprey.report.ReportedMetrics;
import dev.osprey.report.TrainingReport;
import dev.osprey.training.checkpoint.RunFolder;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.evaluation.EvaluationResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The report of a finished run, {@code report.html} in its folder: the numbers of the best model,
 * the curves of the training, and detections in the first images of the validation split.
 *
 * @param validation the evaluated split, with the labels of the training split
 * @param title heading of the page
 */
public record RunReport(RunConfig config, RunFolder folder, Dataset validation, String title) {
  private static final int SHOWN_IMAGES = 12;
  private static final double SHOWN_SCORE = 0.5;

  /** The path of the page. */
  public Path file() {
    return folder.root().resolve("report.html");
  }

  /**
   * Writes the page and replaces an older one.
   *
   * @param best the evaluation of the best model
   * @param clock clock for the date of the report
   * @param warnings receives a line if the page is incomplete
   * @throws UserError if an image cannot be read or the page cannot be written
   */
  public void write(EvaluationResult best, Clock clock, Consumer<String> warnings) {
    try {
      ReportWriter.write(page(best, clock, warnings), file());
    } catch (IOException e) {
      throw new UserError(
          file() + " cannot be written: " + IoReason.of(e) + "; free some space", e);
    }
  }

  /** The content of the page. */
  public TrainingReport page(EvaluationResult best, Clock clock, Consumer<String> warnings) {
    RunHistory history = RunHistory.read(folder.metricsJsonl(), warnings);
    RunConfig ofData = config.withClasses(validation.labels().size());
    return new TrainingReport(
        title,
        figures(best, history),
        RunFacts.of(ofData, folder.best(), validation, clock),
        history.curves(),
        new ReportedMetrics(best.metrics(), best.voc(), best.landmarks(), validation.labels()),
        images(best));
  }

  private List<LabeledValue> figures(EvaluationResult best, RunHistory history) {
    CocoMetrics metrics = best.metrics();
    VocMetrics voc = best.voc();
    List<LabeledValue> figures = new ArrayList<>();
    if (voc != null) {
      figures.add(new LabeledValue("VOC mAP", share(voc.map())));
    }
    figures.add(new LabeledValue("mAP50", share(metrics.summary().ap50())));
    figures.add(new LabeledValue("mAP50:95", share(metrics.summary().ap())));
    LandmarkError landmarks = best.landmarks();
    if (landmarks != null && landmarks.found() > 0) {
      figures.add(
          new LabeledValue(
              "landmark error", String.format(Locale.ROOT, "%.1f%%", 100 * landmarks.mean())));
    }
    figures.add(new LabeledValue("images", String.valueOf(validation.size())));
    figures.add(new LabeledValue("epochs", String.valueOf(history.epochs())));
    figures.add(
        new LabeledValue("minutes", String.format(Locale.ROOT, "%.1f", history.seconds() / 60)));
    return figures;
  }

  private static String share(double value) {
    return value < 0 ? "none" : String.format(Locale.ROOT, "%.3f", value);
  }

  private List<CaptionedImage> images(EvaluationResult best) {
    DetectionPainter painter = new DetectionPainter(validation.labels());
    List<CaptionedImage> images = new ArrayList<>();
    for (Sample sample :
        validation.samples().subList(0, Math.min(SHOWN_IMAGES, validation.size()))) {
      Detections detections =
          best.found()
              .detections()
              .getOrDefault(sample.id(), Detections.none())
              .withScoreAtLeast(SHOWN_SCORE);
      images.add(
          new CaptionedImage(
              painter.paint(sample.source().read().toBufferedImage(), detections),
              sample.source().shortName() + ": " + detections.size() + " found"));
    }
    return images;
  }
}
