package dev.osprey.cli.train;

import dev.osprey.cli.progress.EvaluationProgress;
import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.loader.BatchLoader;
import dev.osprey.evaluation.coco.CocoMetrics;
import dev.osprey.evaluation.coco.CocoTable;
import dev.osprey.evaluation.landmark.LandmarkError;
import dev.osprey.evaluation.voc.VocMetrics;
import dev.osprey.evaluation.voc.VocTable;
import dev.osprey.predict.Predictor;
import dev.osprey.predict.painting.DetectionPainter;
import dev.osprey.report.CaptionedImage;
import dev.osprey.report.LabeledValue;
import dev.osprey.report.ReportWriter;
import dev.osprey.report.ReportedMetrics;
import dev.osprey.report.TrainingReport;
import dev.osprey.training.checkpoint.RunFolder;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.evaluation.DatasetDetections;
import dev.osprey.training.evaluation.StopSignal;
import dev.osprey.training.log.RunText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The end of a run: the best model's numbers on standard output, and {@code report.html}. */
final class RunReport {
  private static final int SHOWN_IMAGES = 12;
  private static final double SHOWN_SCORE = 0.5;

  private RunReport() {}

  static boolean write(
      RunConfig config, RunFolder folder, Dataset validation, String title, StopSignal stop) {
    RunHistory history = RunHistory.read(folder.metricsJsonl());
    Path file = folder.root().resolve("report.html");
    try (Predictor predictor = Predictor.load(folder.best(), config.engine().engine());
        BatchLoader loader =
            new BatchLoader(
                validation,
                predictor.config().preprocessing(),
                List.of(),
                config.training().evaluationLoader(config.evaluation().batchSize()));
        EvaluationProgress progress = EvaluationProgress.onStandardError()) {
      DatasetDetections found = DatasetDetections.find(predictor, loader, progress::onBatch, stop);
      if (found == null) {
        return false;
      }
      ReportedMetrics evaluated = evaluate(found, config, predictor.labels());
      TrainingReport report =
          new TrainingReport(
              title,
              figures(evaluated, validation, history),
              RunFacts.of(
                  config.withClasses(predictor.labels().size()),
                  folder.best(),
                  validation,
                  Clock.system(ZoneId.systemDefault())),
              history.curves(),
              evaluated,
              paint(validation, found, predictor));
      ReportWriter.write(report, file);
      progress.close();
      print(evaluated, folder, file);
      return true;
    } catch (IOException e) {
      throw new UserError(file + " cannot be written: " + IoReason.of(e) + "; free some space", e);
    }
  }

  private static ReportedMetrics evaluate(
      DatasetDetections found, RunConfig config, LabelMap labels) {
    return new ReportedMetrics(
        found.evaluate(labels),
        config.evaluation().voc().map(voc -> found.evaluate(labels, voc)).orElse(null),
        found.landmarkError().orElse(null),
        labels);
  }

  private static List<LabeledValue> figures(
      ReportedMetrics evaluated, Dataset validation, RunHistory history) {
    CocoMetrics metrics = evaluated.metrics();
    VocMetrics voc = evaluated.voc();
    List<LabeledValue> figures = new ArrayList<>();
    if (voc != null) {
      figures.add(new LabeledValue("VOC mAP", percent(voc.map())));
    }
    figures.add(new LabeledValue("mAP50", percent(metrics.summary().ap50())));
    figures.add(new LabeledValue("mAP50:95", percent(metrics.summary().ap())));
    LandmarkError landmarks = evaluated.landmarks();
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

  private static String percent(double value) {
    return value < 0 ? "none" : String.format(Locale.ROOT, "%.3f", value);
  }

  private static List<CaptionedImage> paint(
      Dataset validation, DatasetDetections found, Predictor predictor) {
    DetectionPainter painter = new DetectionPainter(predictor.labels());
    List<CaptionedImage> images = new ArrayList<>();
    for (Sample sample :
        validation.samples().subList(0, Math.min(SHOWN_IMAGES, validation.size()))) {
      Detections detections =
          found
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

  private static void print(ReportedMetrics evaluated, RunFolder folder, Path report) {
    CocoMetrics metrics = evaluated.metrics();
    System.out.print(CocoTable.summary(metrics));
    System.out.println();
    System.out.print(CocoTable.perClass(metrics, evaluated.labels()));
    System.out.println();
    VocMetrics voc = evaluated.voc();
    if (voc != null) {
      System.out.print(VocTable.summary(voc) + "\n" + VocTable.perClass(voc, evaluated.labels()));
      System.out.println();
    }
    LandmarkError landmarks = evaluated.landmarks();
    if (landmarks != null) {
      System.out.println(landmarks.text());
      System.out.println();
    }
    System.out.println("mAP50 " + RunText.average(metrics.summary().ap50()));
    System.out.println("model  " + folder.best());
    System.out.println("report " + report);
  }
}
