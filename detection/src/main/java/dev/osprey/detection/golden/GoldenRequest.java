package dev.osprey.detection.golden;

import dev.osprey.core.Detections;
import dev.osprey.core.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Weights;
import java.util.Map;
import java.util.Optional;

/**
 * A picture and what a detector gave for it on libtorch's CPU when its file was written.
 *
 * @param scoreThreshold of the detections, in [0, 1]
 */
public record GoldenRequest(GoldenPicture picture, double scoreThreshold, GoldenAnswer answer) {

  /** Pairs of row and class that pass the threshold. */
  private static final int CANDIDATES = 60;

  /** No float32 score is above it. */
  private static final double LARGEST_THRESHOLD = Math.nextDown(1f);

  private static final int PICTURES_TRIED = 6;

  public GoldenRequest {
    if (!(scoreThreshold >= 0 && scoreThreshold <= 1)) {
      throw new UserError("the golden request's scoreThreshold is " + scoreThreshold);
    }
  }

  /**
   * For a model file: with raw outputs, and with a threshold that lets a few scores pass, whatever
   * the model has learnt.
   *
   * @return empty where the network gives no finite numbers, as after a training that diverged
   */
  public static Optional<GoldenRequest> of(Detector.Config config, Weights.Source values) {
    GoldenPicture picture = GoldenPicture.of(1);
    double threshold;
    Map<String, float[]> dense;
    try (GoldenRun run = new GoldenRun(config, values, Engine.cpu())) {
      RawOutputs outputs = run.outputs(picture);
      dense = run.dense(picture, outputs);
      if (!GoldenAnswer.of(Detections.none(), dense).isFinite()) {
        return Optional.empty();
      }
      threshold = outputs.scoreOfRank(CANDIDATES, config.scoring());
    }
    if (!(threshold >= 0)) {
      return Optional.empty();
    }
    double bounded = Math.min(LARGEST_THRESHOLD, threshold);
    try (GoldenRun run =
        new GoldenRun(GoldenRun.withThreshold(config, bounded), values, Engine.cpu())) {
      GoldenAnswer answer = GoldenAnswer.of(run.detect(picture), dense);
      return Optional.of(new GoldenRequest(picture, bounded, answer.shortened()));
    }
  }

  /**
   * For an exported file, which gives detections above its own threshold and nothing else: the
   * first of a few pictures in which something is found, or the first one.
   */
  public static GoldenRequest ofDetections(Detector.Config config, Weights.Source values) {
    double threshold = config.postprocess().scoreThreshold();
    try (GoldenRun run = new GoldenRun(config, values, Engine.cpu())) {
      for (int seed = 1; seed <= PICTURES_TRIED; seed++) {
        Detections found = run.detect(GoldenPicture.of(seed));
        if (found.size() > 0) {
          return new GoldenRequest(
              GoldenPicture.of(seed), threshold, GoldenAnswer.of(found, Map.of()).shortened());
        }
      }
    }
    return new GoldenRequest(
        GoldenPicture.of(1), threshold, GoldenAnswer.of(Detections.none(), Map.of()));
  }

  /** The detector of a file with the threshold of this request. */
  public Detector.Config config(Detector.Config file) {
    return GoldenRun.withThreshold(file, scoreThreshold);
  }

  /** What libtorch gives now. */
  public GoldenAnswer replay(Detector.Config config, Weights.Source values, Engine engine) {
    try (GoldenRun run = new GoldenRun(config(config), values, engine)) {
      Map<String, float[]> dense = run.dense(picture, run.outputs(picture));
      return GoldenAnswer.of(run.detect(picture), dense);
    }
  }
}
