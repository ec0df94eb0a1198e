package dev.osprey.detection.golden;

import dev.osprey.core.Detections;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import java.util.Map;
import java.util.Optional;

/**
 * An image and the answer of a detector on libtorch's CPU when its file was written.
 *
 * @param scoreThreshold of the detections, in [0, 1)
 */
public record GoldenRequest(
    @com.fasterxml.jackson.annotation.JsonProperty("picture") GoldenImage image,
    double scoreThreshold,
    GoldenAnswer answer) {

  /** The number of pairs of row and class that pass the threshold. */
  private static final int CANDIDATES = 60;

  /** No float32 score is above it. */
  private static final double LARGEST_THRESHOLD = Math.nextDown(1f);

  public GoldenRequest {
    if (!(scoreThreshold >= 0 && scoreThreshold < 1)) {
      throw new UserError("the golden request's scoreThreshold is " + scoreThreshold);
    }
  }

  /**
   * The request for a model file: with raw outputs, and with a threshold that a few scores pass,
   * whatever the model has learnt.
   *
   * @return empty if outputs of the network are not finite, as after a diverged training
   */
  public static Optional<GoldenRequest> of(Detector.Config config, Weights.Source values) {
    GoldenImage image = GoldenImage.of(GoldenImage.USUAL_SIZE, 1);
    try (GoldenRun run = new GoldenRun(config, values, Engine.cpu())) {
      RawOutputs outputs = run.outputs(image);
      Map<String, float[]> dense = run.dense(image, outputs);
      double threshold = outputs.scoreOfRank(CANDIDATES, config.scoring());
      if (!GoldenAnswer.of(Detections.none(), dense).hasFiniteOutputs() || !(threshold >= 0)) {
        return Optional.empty();
      }
      double bounded = Math.min(LARGEST_THRESHOLD, threshold);
      GoldenAnswer answer = GoldenAnswer.of(run.detect(image, bounded), dense);
      return Optional.of(new GoldenRequest(image, bounded, answer.shortened()));
    }
  }

  /** The same without the detections that depend on ties, as libtorch on the CPU finds them now. */
  public GoldenRequest withoutTies(Detector.Config config, Weights.Source values) {
    try (GoldenRun run = new GoldenRun(config, values, Engine.cpu())) {
      GoldenAnswer firm = answer.without(run.firm(image, scoreThreshold));
      return new GoldenRequest(image, scoreThreshold, firm);
    }
  }

  /** The answer of libtorch now. */
  public GoldenAnswer replay(Detector.Config config, Weights.Source values, Engine engine) {
    try (GoldenRun run = new GoldenRun(config, values, engine)) {
      Map<String, float[]> dense = run.dense(image, run.outputs(image));
      return GoldenAnswer.of(run.detect(image, scoreThreshold), dense);
    }
  }
}
