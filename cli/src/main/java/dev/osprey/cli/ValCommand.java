package dev.osprey.cli;

import dev.osprey.core.LabelMap;
import dev.osprey.core.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.format.CocoDetection;
import dev.osprey.data.format.CocoFile;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.loader.BatchLoader;
import dev.osprey.data.loader.LoaderSettings;
import dev.osprey.predict.Predictor;
import dev.osprey.predict.Views;
import dev.osprey.training.DatasetDetections;
import dev.osprey.training.LabelAlignment;
import dev.osprey.training.ResultFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code osprey val}: COCO's or VOC's numbers, of a model or of result files. */
@Command(
    name = "val",
    description = "Evaluate a model on a data set, or a result file against its ground truth.")
final class ValCommand implements Callable<Integer> {
  @Option(names = "--model", paramLabel = "FILE", description = "A model file.")
  @Nullable Path model;

  @Mixin DatasetOptions dataset;

  @Option(
      names = "--ground-truth",
      paramLabel = "FILE",
      description = "A COCO annotation file, to go with --detections.")
  @Nullable Path groundTruth;

  @Option(
      names = "--detections",
      paramLabel = "FILE",
      description = "A COCO result file, in place of a model.")
  @Nullable Path detections;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the numbers to this file too; - for standard output alone.")
  @Nullable String json;

  @Option(
      names = "--batch-size",
      defaultValue = "4",
      description =
          "Pictures in one forward pass (default: ${DEFAULT-VALUE}); with --augment or --tile"
              + " pictures are detected one by one.")
  int batchSize;

  @Mixin ViewOptions viewOptions;

  @Mixin MetricOptions metricOptions;

  @Mixin EngineOptions engineOptions;

  @Override
  public Integer call() {
    Views views = viewOptions.views();
    Measurement measurement = Measurement.of(metricOptions);
    MetricsJson output = MetricsJson.to(json);
    if (groundTruth != null || detections != null) {
      evaluateFiles(views, measurement, output);
    } else if (model != null) {
      evaluateModel(model, views, measurement, output);
    } else {
      throw new UserError(
          "say what to evaluate: --model FILE --data DIR, or --ground-truth FILE --detections FILE");
    }
    return 0;
  }

  private void evaluateFiles(Views views, Measurement measurement, MetricsJson output) {
    if (groundTruth == null || detections == null || model != null) {
      throw new UserError("--ground-truth and --detections go together, without --model");
    }
    if (!views.equals(Views.plain())) {
      throw new UserError(
          "--augment and --tile go with --model; files hold what was found already");
    }
    CocoFile truth = CocoFile.read(groundTruth);
    List<CocoDetection> found = CocoDetection.readAll(detections);
    measurement.report(ResultFiles.input(truth, found), ResultFiles.labels(truth), output);
  }

  private void evaluateModel(Path file, Views views, Measurement measurement, MetricsJson output) {
    try (Predictor predictor = Predictor.load(file, engineOptions.engine())) {
      Dataset read =
          DatasetFormats.read(dataset.source(), line -> System.err.println("warning: " + line));
      Dataset aligned = LabelAlignment.align(read, predictor.labels());
      DatasetDetections found = find(predictor, aligned, views);
      LabelMap labels = predictor.labels();
      measurement.report(found.input(labels), labels, output);
    }
  }

  /** Views are detected picture by picture, plain pictures in batches. */
  private DatasetDetections find(Predictor predictor, Dataset data, Views views) {
    if (!views.equals(Views.plain())) {
      return DatasetDetections.find(predictor.with(views), data, ValCommand::showProgress);
    }
    try (BatchLoader loader =
        new BatchLoader(data, predictor.config().preprocessing(), List.of(), loaderSettings())) {
      return Objects.requireNonNull(
          DatasetDetections.find(predictor, loader, ValCommand::showProgress, () -> false));
    }
  }

  private LoaderSettings loaderSettings() {
    return LoaderSettings.sequential(batchSize, Runtime.getRuntime().availableProcessors(), 2);
  }

  private static void showProgress(int done, int pictures) {
    if (Terminal.isStandardError()) {
      System.err.print("\r" + done + "/" + pictures + " pictures");
      if (done == pictures) {
        System.err.println();
      }
    }
  }
}
