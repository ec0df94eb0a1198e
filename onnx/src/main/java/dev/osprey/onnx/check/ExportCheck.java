package dev.osprey.onnx.check;

import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.detection.Detector;
import dev.osprey.detection.golden.CheckImages;
import dev.osprey.detection.golden.RawOutputs;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.onnx.detector.DetectorExport;
import dev.osprey.onnx.detector.DetectorGraph;
import dev.osprey.onnx.detector.StageValues;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.runtime.DenseDetections;
import dev.osprey.onnx.runtime.ExportInput;
import dev.osprey.onnx.runtime.OnnxSession;
import dev.osprey.torch.Batch;
import dev.osprey.torch.Engine;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.weights.InferenceWeights;
import java.nio.file.Path;
import java.util.List;

/**
 * Compares an exported file on ONNX Runtime with its detector on libtorch, on the same images of
 * several sizes, alone and in a batch of two. The same graph is compared with another score
 * threshold too, so that images with and without detections are covered.
 */
public final class ExportCheck {

  /** A batch of images of one size. */
  public record Run(ImageSize size, int images) {}

  private static final List<Run> RUNS =
      List.of(
          new Run(new ImageSize(240, 320), 1),
          new Run(new ImageSize(157, 203), 2),
          new Run(new ImageSize(61, 37), 1));

  private static final long SEED = 2026;

  /**
   * The number of candidates above the threshold that replaces the one of a detector that finds
   * nothing.
   */
  private static final int CANDIDATES = 60;

  /** A threshold that no float32 score exceeds. */
  private static final double NOTHING_PASSES = Math.nextDown(1f);

  private final DetectorExport export;
  private final Detector detector;
  private final ExportForm form;
  private final List<Run> runs;

  public ExportCheck(DetectorExport export, ExportForm form) {
    this(export, form, RUNS);
  }

  public ExportCheck(DetectorExport export, ExportForm form, List<Run> runs) {
    this.export = export;
    this.detector = export.detector();
    this.form = form;
    this.runs = runs;
  }

  /** Compares a file that was written from the same detector and weights in the same form. */
  public Agreement run(Path file) {
    Agreement own = compareAlone(file);
    if (form.outputs() == ExportForm.Outputs.RAW) {
      return own;
    }
    double other = own.compared() == 0 ? thresholdOfSome() : NOTHING_PASSES;
    return own.and(compareWithThreshold(other));
  }

  /** Compares the file without changing the score threshold. */
  public Agreement compareAlone(Path file) {
    Agreement all = Agreement.none();
    try (InferenceWeights inference = export.inferenceWeights()) {
      StageValues stages = DetectorGraph.of(detector, inference, form).stages();
      try (OnnxSession session = OnnxSession.open(file, 0);
          OnnxSession staged = StagedFile.open(file, stages)) {
        for (int i = 0; i < runs.size(); i++) {
          ExportedRun run = new ExportedRun(staged, i == 0 ? session : null, stages);
          all = all.and(compare(run, inference, input(i)));
        }
      }
    }
    return all;
  }

  /** Returns the images of one run as both engines get them. */
  private ExportInput input(int run) {
    Run one = runs.get(run);
    ImageSize fixed = form.fixed();
    ImageSize size = fixed == null ? one.size : fixed;
    List<RgbImage> images = CheckImages.of(size, one.images, SEED + 100L * run);
    return ExportInput.of(form, images);
  }

  private Agreement compare(ExportedRun run, InferenceWeights inference, ExportInput input) {
    try (ImageBatch images = input.batch(detector.config().preprocessing());
        Batch batch = Batch.of(images, Engine.cpu().device())) {
      run.run(input, images);
      Agreement pairs =
          form.outputs() == ExportForm.Outputs.RAW
              ? RawComparison.compare(RawOutputs.of(detector, inference, batch), run.outputs())
                  .and(images(images.size()))
              : Agreement.none();
      try (TensorScope scope = TensorScope.inference()) {
        StageComparison libtorch = StageComparison.of(detector, inference.ops(), batch);
        if (form.outputs() == ExportForm.Outputs.DETECTIONS) {
          pairs = compare(libtorch.expected(), DenseDetections.of(run.outputs()));
        }
        return pairs.and(Agreement.of(libtorch.compare(run.stages(), run.detections(form))));
      }
    }
  }

  private static Agreement images(int count) {
    return new Agreement(count, 0, 0, 0, 0, 0);
  }

  private Agreement compare(List<Detections> expected, List<Detections> found) {
    Postprocess.Config config = detector.config().postprocess();
    Integer limit = config.maxDetections();
    DetectionPairs.Cuts cuts =
        new DetectionPairs.Cuts(config.scoreThreshold(), limit == null ? Integer.MAX_VALUE : limit);
    Agreement all = Agreement.none();
    for (int i = 0; i < expected.size(); i++) {
      all = all.and(DetectionPairs.compare(expected.get(i), found.get(i), cuts));
    }
    return all;
  }

  /** Returns a threshold below a few of the scores of the first run. */
  private double thresholdOfSome() {
    try (InferenceWeights inference = export.inferenceWeights();
        ImageBatch images = input(0).batch(detector.config().preprocessing());
        Batch batch = Batch.of(images, Engine.cpu().device())) {
      RawOutputs raw = RawOutputs.of(detector, inference, batch);
      return Math.min(NOTHING_PASSES, raw.scoreOfRank(CANDIDATES, detector.config().scoring()));
    }
  }

  private Agreement compareWithThreshold(double threshold) {
    DetectorExport other = export.withScoreThreshold(threshold);
    ExportCheck check = new ExportCheck(other, form, runs);
    return other.writeTemporary(form, check::compareAlone);
  }
}
