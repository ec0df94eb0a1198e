package dev.osprey.cli.val;

import dev.osprey.cli.failure.WarningLine;
import dev.osprey.cli.output.OutputFolder;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.NameList;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.result.WiderImages;
import dev.osprey.data.result.WiderResult;
import dev.osprey.data.result.WiderResultFolder;
import dev.osprey.data.result.WiderTruth;
import dev.osprey.evaluation.wider.WiderEvaluator;
import dev.osprey.evaluation.wider.WiderMetrics;
import dev.osprey.evaluation.wider.WiderTable;
import dev.osprey.inference.LoadedDetector;
import dev.osprey.training.evaluation.WiderEvaluationInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Evaluates result files or a model by WIDER FACE's metric; prints and writes the results. */
record WiderEvaluation(WiderTruth truth, WiderEvaluator evaluator, MetricsJson output) {
  private static final String FACE = "face";

  /** Evaluates a folder of result files. */
  void evaluateFiles(Path folder) {
    report(WiderResultFolder.read(folder, truth));
  }

  /**
   * Evaluates a model.
   *
   * @param data the folder with the images of the ground truth
   * @param wanted a new or empty folder for the result files; null to write none
   */
  void evaluateModel(
      LoadedDetector detector, Path data, DatasetInference settings, @Nullable Path wanted) {
    int label = faceLabel(detector.labels());
    Dataset images = dataset(WiderImages.find(data, truth), detector.labels());
    Path saved = wanted == null ? null : OutputFolder.makeEmpty(wanted, "--save-detections");
    List<WiderResult> results = new ArrayList<>();
    var unused =
        settings.find(
            detector,
            images,
            (sample, found) -> {
              WiderTruth.Image image = truth.images().get((int) sample.id());
              WiderResult result = WiderResult.of(image.event(), image.name(), found, label);
              results.add(result);
              if (saved != null) {
                WiderResultFolder.add(result, saved); // at once, so that a crash keeps it
              }
            });
    report(results);
    if (saved != null) {
      System.err.println("detections: " + saved);
    }
  }

  /** The label of faces: the model's only label, or the one named "face". */
  private static int faceLabel(LabelMap labels) {
    if (labels.size() == 1) {
      return 0;
    }
    return labels.names().stream()
        .filter(FACE::equalsIgnoreCase)
        .findFirst()
        .map(labels::labelOfName)
        .orElseThrow(
            () ->
                new UserError(
                    "WIDER FACE measures the class face, which is not among the model's classes "
                        + NameList.text(labels.names())
                        + ". Use a model that detects faces"));
  }

  /** A data set of images without objects; each id is the image's index in the ground truth. */
  private static Dataset dataset(List<Path> files, LabelMap labels) {
    List<Sample> samples = new ArrayList<>();
    for (Path file : files) {
      samples.add(new Sample(samples.size(), file, List.of()));
    }
    return new Dataset("WIDER FACE", labels, samples);
  }

  private void report(List<WiderResult> results) {
    WiderMetrics metrics = evaluator.evaluate(WiderEvaluationInput.images(truth, results));
    if (metrics.detections() > 0 && metrics.scores().isFlat()) {
      WarningLine.print(
          "all scores are "
              + metrics.scores().maximum()
              + ", so they cannot be normalised and every AP is 0");
    }
    if (!output.isStandardOutput()) {
      System.out.print(WiderTable.summary(metrics));
    }
    output.write(metrics);
  }
}
