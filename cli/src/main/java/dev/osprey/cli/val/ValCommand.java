package dev.osprey.cli.val;

import dev.osprey.cli.failure.WarningLine;
import dev.osprey.cli.options.DatasetOptions;
import dev.osprey.cli.options.DetectorOptions;
import dev.osprey.cli.options.ObjectFileOptions;
import dev.osprey.cli.options.ScoreOption;
import dev.osprey.cli.options.ViewOptions;
import dev.osprey.cli.output.OutputFolder;
import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.coco.CocoFile;
import dev.osprey.data.result.CocoDetection;
import dev.osprey.data.result.WiderTruth;
import dev.osprey.evaluation.landmark.LandmarkError;
import dev.osprey.evaluation.wider.WiderEvaluator;
import dev.osprey.inference.LoadedDetector;
import dev.osprey.inference.views.Views;
import dev.osprey.predict.files.ObjectFiles;
import dev.osprey.training.evaluation.CocoEvaluationInput;
import dev.osprey.training.evaluation.DatasetDetections;
import dev.osprey.training.evaluation.IdAlignment;
import dev.osprey.training.evaluation.LabelAlignment;
import dev.osprey.training.evaluation.ResultReview;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code osprey val}, which evaluates a model or result files by a metric. */
@Command(
    name = "val",
    description = "Evaluate a model on a data set, or a result file against its ground truth.")
public final class ValCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "A model file, or an exported .onnx file.")
  @Nullable Path model;

  @Mixin DatasetOptions dataset;

  @Option(
      names = "--ground-truth",
      paramLabel = "FILE",
      description =
          "With --detections: a COCO annotation file. For wider, with --detections or --model: the"
              + " folder with wider_face_val.mat and the files of the subsets.")
  @Nullable Path groundTruth;

  @Option(
      names = "--detections",
      paramLabel = "FILE",
      description =
          "A COCO result file, instead of a model; for wider a folder with"
              + " <event>/<image>.txt files.")
  @Nullable Path detections;

  @Option(
      names = "--save-detections",
      paramLabel = "DIR",
      description = "For wider with --model: write result files to this new or empty folder.")
  @Nullable Path saveDetections;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write the numbers to this file; - writes only JSON to standard output.")
  @Nullable String json;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description =
          "Images per forward pass (default: 4, or 1 for models that keep the size of images,"
              + " because padding changes their detections slightly). With --augment, --tile or"
              + " ONNX Runtime, inference is always on one image at a time.")
  @Nullable Integer batchSize;

  @Mixin ObjectFileOptions savedObjects;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder for --save-txt and --save-crops, new or empty (default: runs/val, -2, …)."
              + " Objects with a score of 0.3 or more are written, as in predict.")
  @Nullable Path out;

  @Mixin ViewOptions viewOptions;

  @Mixin MetricOptions metricOptions;

  @Mixin DetectorOptions detectorSettings;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Views views = viewOptions.views();
    requireSaving();
    if (metricOptions.metric == ValMetric.WIDER) {
      evaluateWider(views);
      return 0;
    }
    if (saveDetections != null) {
      throw new UserError(
          "--save-detections needs --metric wider; for other data use predict --json");
    }
    MetricEvaluation measurement = MetricEvaluation.of(metricOptions);
    MetricsJson output = MetricsJson.to(json);
    if (groundTruth != null || detections != null) {
      evaluateFiles(views, measurement, output);
    } else if (model != null) {
      evaluateModel(model, views, measurement, output);
    } else {
      throw new UserError(
          "there is nothing to evaluate: add --model FILE --data DIR, or --ground-truth FILE"
              + " --detections FILE");
    }
    return 0;
  }

  private void evaluateWider(Views views) {
    OutputFolder.requireUsable(saveDetections, "--save-detections");
    WiderOptions.requireFit(spec.commandLine().getParseResult());
    WiderEvaluator evaluator = metricOptions.wider();
    MetricsJson output = MetricsJson.to(json);
    WiderTruth truth = WiderTruth.read(Objects.requireNonNull(groundTruth));
    WiderEvaluation val = new WiderEvaluation(truth, evaluator, output);
    if (model == null) {
      val.evaluateFiles(Objects.requireNonNull(detections));
      return;
    }
    try (LoadedDetector detector = detectorSettings.load(model, new WiderAdjustment())) {
      Path images = Objects.requireNonNull(dataset.folder());
      val.evaluateModel(detector, images, new DatasetInference(views, batchSize), saveDetections);
    }
  }

  private void evaluateFiles(Views views, MetricEvaluation measurement, MetricsJson output) {
    if (groundTruth == null || detections == null || model != null) {
      throw new UserError(
          "--ground-truth and --detections need each other and cannot be used with --model");
    }
    if (!views.equals(Views.plain())) {
      throw new UserError(
          "--augment and --tile need --model, because with result files no inference is done");
    }
    CocoFile truth = CocoFile.read(groundTruth, dataset.onInvalid(), WarningLine::print);
    List<CocoDetection> read =
        CocoDetection.readAll(detections, dataset.onInvalid(), WarningLine::print);
    List<CocoDetection> found = IdAlignment.joined(truth, read, WarningLine::print);
    ResultReview.review(truth, found, WarningLine::print);
    measurement.report(CocoEvaluationInput.input(truth, found), truth.labels(), output);
  }

  private void requireSaving() {
    if (savedObjects.any() && model == null) {
      throw new UserError(
          "--save-txt and --save-crops need --model, because without it no image is read");
    }
    if (out != null && !savedObjects.any()) {
      throw new UserError(
          "--out needs --save-txt or --save-crops; for the numbers use --json FILE");
    }
  }

  /** Returns a consumer that writes the objects of each image if options ask for it. */
  private BiConsumer<Sample, Detections> sink(LabelMap labels) {
    if (!savedObjects.any()) {
      return (sample, found) -> {};
    }
    Path folder = OutputFolder.make(out, Path.of("runs", "val"));
    System.err.println("objects: " + folder);
    ObjectFiles files = ObjectFiles.in(folder, savedObjects.contents(), labels);
    return (sample, found) ->
        files.write(
            String.valueOf(sample.image().getFileName()),
            sample.source().read(),
            found.withScoreAtLeast(ScoreOption.STANDARD));
  }

  private void evaluateModel(
      Path file, Views views, MetricEvaluation measurement, MetricsJson output) {
    try (LoadedDetector detector = detectorSettings.load(file)) {
      Dataset read = DatasetFormats.read(dataset.source(), WarningLine::print);
      Dataset aligned = LabelAlignment.align(read, detector.labels());
      LabelMap labels = detector.labels();
      DatasetInference settings = new DatasetInference(views, batchSize);
      DatasetDetections found = settings.find(detector, aligned, sink(labels));
      LandmarkError landmarks = found.landmarkError().orElse(null);
      measurement.report(found.input(labels), labels, output.with(landmarks));
    }
  }
}
