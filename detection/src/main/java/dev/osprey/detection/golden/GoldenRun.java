package dev.osprey.detection.golden;

import dev.osprey.core.Detections;
import dev.osprey.data.loader.BatchAssembler;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.detection.Detector;
import dev.osprey.detection.FasterRcnn;
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

/** Runs a detector on golden images with libtorch. Owns native memory until it is closed. */
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

  /** The detections above a score threshold. */
  Detections detect(GoldenImage image, double scoreThreshold) {
    inference.engine().applyThreads();
    try (ImageBatch images = assembler.assemble(List.of(image.draw()));
        Batch batch = Batch.of(images, inference.engine().device());
        TensorScope scope = TensorScope.inference()) {
      return detector.withScoreThreshold(scoreThreshold).detect(inference.ops(), batch).get(0);
    }
  }

  /** The detections above a score threshold that do not depend on ties. */
  ReliableDetections firm(GoldenImage image, double scoreThreshold) {
    inference.engine().applyThreads();
    try (ImageBatch images = assembler.assemble(List.of(image.draw()));
        Batch batch = Batch.of(images, inference.engine().device());
        TensorScope scope = TensorScope.inference()) {
      return ReliableDetections.of(
          detector.withScoreThreshold(scoreThreshold), inference.ops(), batch);
    }
  }

  /** The outputs of the last stage's head, and the proposals of a two-stage detector. */
  RawOutputs outputs(GoldenImage image) {
    inference.engine().applyThreads();
    try (ImageBatch images = assembler.assemble(List.of(image.draw()));
        Batch batch = Batch.of(images, inference.engine().device())) {
      return RawOutputs.of(detector, inference, batch);
    }
  }

  /**
   * The outputs whose rows have the same order on every engine: the order of the anchors. The rows
   * of a second stage are proposals by score, which rounding may exchange.
   */
  Map<String, float[]> dense(GoldenImage image, RawOutputs outputs) {
    return detector.byKind(
        oneStage -> withoutAnchors(outputs), twoStages -> firstStage(twoStages, image));
  }

  private static Map<String, float[]> withoutAnchors(RawOutputs outputs) {
    Map<String, float[]> dense = new LinkedHashMap<>(outputs.values());
    dense.remove("anchors");
    return dense;
  }

  private Map<String, float[]> firstStage(FasterRcnn twoStages, GoldenImage image) {
    try (ImageBatch images = assembler.assemble(List.of(image.draw()));
        Batch batch = Batch.of(images, inference.engine().device());
        TensorScope scope = TensorScope.inference()) {
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
