package dev.osprey.detection.golden;

import dev.osprey.core.Detections;
import dev.osprey.data.loader.BatchAssembler;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.detection.Detector;
import dev.osprey.detection.fasterrcnn.FasterRcnn;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.torch.Batch;
import dev.osprey.torch.Engine;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.weights.InferenceWeights;
import dev.osprey.torch.weights.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** A detector on libtorch, for golden images. Owns native memory until it is closed. */
final class GoldenRun implements AutoCloseable {
  private final Detector detector;
  private final InferenceWeights inference;
  private final BatchAssembler assembler;

  GoldenRun(Detector.Config config, Weights.Source values, Engine engine) {
    detector = config.create();
    try (Weights weights = Weights.of(detector.network(), Engine.cpu(), values)) {
      inference = InferenceWeights.of(detector.network(), weights, engine);
    }
    assembler = new BatchAssembler(config.preprocessing(), 1);
  }

  /** What is found above a threshold of scores. */
  Detections detect(GoldenImage image, double scoreThreshold) {
    inference.engine().applyThreads();
    try (ImageBatch images = assembler.assemble(List.of(image.draw()));
        Batch batch = Batch.of(images, inference.engine().device());
        TensorScope scope = TensorScope.detecting()) {
      return detector.withScoreThreshold(scoreThreshold).detect(inference.ops(), batch).get(0);
    }
  }

  /** What is found above a threshold of scores and does not hinge on ties. */
  ReliableDetections firm(GoldenImage image, double scoreThreshold) {
    inference.engine().applyThreads();
    try (ImageBatch images = assembler.assemble(List.of(image.draw()));
        Batch batch = Batch.of(images, inference.engine().device());
        TensorScope scope = TensorScope.detecting()) {
      return ReliableDetections.of(
          detector.withScoreThreshold(scoreThreshold), inference.ops(), batch);
    }
  }

  /** What the last stage's head says; proposals of two stages are part of it. */
  RawOutputs outputs(GoldenImage image) {
    inference.engine().applyThreads();
    try (ImageBatch images = assembler.assemble(List.of(image.draw()));
        Batch batch = Batch.of(images, inference.engine().device())) {
      return RawOutputs.of(detector, inference, batch);
    }
  }

  /**
   * The outputs whose rows have the same order on every engine, which is that of the anchors. The
   * second stage's rows are proposals by score, where rounding exchanges neighbours.
   */
  Map<String, float[]> dense(GoldenImage image, RawOutputs outputs) {
    if (detector instanceof FasterRcnn twoStages) {
      return firstStage(twoStages, image);
    }
    Map<String, float[]> dense = new LinkedHashMap<>(outputs.values());
    dense.remove("anchors");
    return dense;
  }

  private Map<String, float[]> firstStage(FasterRcnn twoStages, GoldenImage image) {
    try (ImageBatch images = assembler.assemble(List.of(image.draw()));
        Batch batch = Batch.of(images, inference.engine().device());
        TensorScope scope = TensorScope.detecting()) {
      HeadOutputs<Tensor> outputs = twoStages.firstStage(inference.ops(), batch).proposals();
      Map<String, float[]> dense = new LinkedHashMap<>();
      dense.put("objectness", Tensors.floats(Tensors.concat(outputs.logits(), 1)));
      dense.put("proposal_deltas", Tensors.floats(Tensors.concat(outputs.deltas(), 1)));
      return dense;
    }
  }

  @Override
  public void close() {
    assembler.close();
    inference.close();
  }
}
