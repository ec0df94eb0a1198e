package dev.osprey.bench.input;

import dev.osprey.data.image.RgbImage;
import dev.osprey.data.loader.BatchAssembler;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.detection.Detector;
import dev.osprey.detection.OneStageDetector;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.torch.Batch;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.weights.InferenceWeights;
import dev.osprey.torch.weights.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The logits of the scores that a one-stage detector gives on an image: how far each lies above or
 * below the logit of the score threshold decides whether it is a candidate.
 */
record ScoreMargins(List<float[]> perLevel, double threshold) {

  static ScoreMargins of(OneStageDetector detector, Weights weights, RgbImage image) {
    Detector.Config config = detector.config();
    double score = config.postprocess().scoreThreshold();
    List<float[]> perLevel = new ArrayList<>();
    try (BatchAssembler assembler = new BatchAssembler(config.preprocessing(), 1);
        InferenceWeights folded = InferenceWeights.of(detector.network(), weights, Engine.cpu());
        ImageBatch images = assembler.assemble(List.of(image));
        Batch batch = Batch.of(images, Device.CPU);
        TensorScope scope = TensorScope.inference()) {
      List<Tensor> logits =
          folded
              .ops()
              .run(batch.tensor(), x -> detector.network().forward(folded.ops(), x))
              .logits();
      for (Tensor level : logits) {
        perLevel.add(Tensors.floats(margins(level, config.scoring())));
      }
    }
    return new ScoreMargins(perLevel, Math.log(score / (1 - score)));
  }

  private static Tensor margins(Tensor logits, Scoring scoring) {
    return switch (scoring) {
      case SIGMOID -> logits;
      // with one class a softmax is a sigmoid of the difference
      case SOFTMAX_BACKGROUND_FIRST -> logits.select(2, 1).sub(logits.select(2, 0));
      case SOFTMAX_BACKGROUND_LAST -> logits.select(2, 0).sub(logits.select(2, 1));
    };
  }

  /** The number of scores above the threshold. */
  long candidates() {
    long count = 0;
    for (float[] level : perLevel) {
      for (float margin : level) {
        count += margin > threshold ? 1 : 0;
      }
    }
    return count;
  }

  /** What must be added to all logits so that {@code count} of them pass the threshold. */
  float shiftFor(int count) {
    int size = perLevel.stream().mapToInt(level -> level.length).sum();
    float[] all = new float[size];
    int next = 0;
    for (float[] level : perLevel) {
      System.arraycopy(level, 0, all, next, level.length);
      next += level.length;
    }
    if (count < 1 || count >= size) {
      throw new IllegalArgumentException(count + " candidates of " + size + " scores");
    }
    Arrays.parallelSort(all);
    double between = (all[size - count] + (double) all[size - count - 1]) / 2;
    return (float) (threshold - between);
  }
}
