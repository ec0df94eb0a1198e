package dev.osprey.onnx.check;

import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.detection.Detector;
import dev.osprey.detection.FasterRcnn;
import dev.osprey.detection.golden.GoldenAnswer;
import dev.osprey.detection.golden.GoldenImage;
import dev.osprey.detection.golden.GoldenRequest;
import dev.osprey.detection.golden.PerturbedProposals;
import dev.osprey.detection.golden.RawOutputs;
import dev.osprey.detection.golden.ReliableDetections;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.runtime.ExportInput;
import dev.osprey.onnx.runtime.ProposalRows;
import dev.osprey.torch.Batch;
import dev.osprey.torch.Engine;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.weights.InferenceWeights;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes the golden request of an exported file: libtorch answers it at the export, the file when it
 * is replayed. Files without preprocessing get an image of their own size.
 */
public record ExportedGoldenRequest(ExportForm form, Detector.Config config) {
  private static final int IMAGES_TRIED = 6;

  /** The number of proposals kept: so few that a {@code RawSample} holds every coordinate. */
  private static final int PROPOSALS_KEPT = 12;

  /**
   * Returns a request with the answer of libtorch. For files that give detections it takes the
   * first of a few images in which something is found, or else the first one.
   *
   * @param weights of the detector's network
   * @return empty if outputs are not finite, or if images are too large to be drawn
   */
  public Optional<GoldenRequest> make(Detector detector, InferenceWeights weights) {
    ImageSize size = form.fixed() == null ? GoldenImage.USUAL_SIZE : form.fixed();
    if (!GoldenImage.canBe(size)) {
      return Optional.empty();
    }
    double threshold = config.postprocess().scoreThreshold();
    GoldenRequest first = null;
    for (int seed = 1; seed <= IMAGES_TRIED; seed++) {
      GoldenImage image = GoldenImage.of(size, seed);
      GoldenAnswer answer = answer(detector, weights, image);
      GoldenRequest request = new GoldenRequest(image, threshold, answer.shortened());
      if (!answer.detections().isEmpty() || !answer.raw().isEmpty()) {
        return Optional.of(request).filter(one -> one.answer().hasFiniteOutputs());
      }
      first = first == null ? request : first;
    }
    return Optional.ofNullable(first);
  }

  private GoldenAnswer answer(Detector detector, InferenceWeights weights, GoldenImage image) {
    ExportInput input = ExportInput.of(form, List.of(image.draw()));
    try (ImageBatch images = input.batch(config.preprocessing());
        Batch batch = Batch.of(images, Engine.cpu().device());
        TensorScope scope = TensorScope.inference()) {
      if (form.outputs() == ExportForm.Outputs.DETECTIONS) {
        return GoldenAnswer.of(ReliableDetections.of(detector, weights.ops(), batch));
      }
      Map<String, float[]> values = RawOutputs.of(detector, weights, batch).values();
      return GoldenAnswer.of(
          Detections.none(),
          detector.byKind(
              oneStage -> values,
              twoStages ->
                  ProposalRows.pick(
                      values,
                      Objects.requireNonNull(values.get(ProposalRows.NAME)),
                      firstProposals(twoStages, weights, batch))));
    }
  }

  /** Returns the rows of the first proposals that do not depend on ties. */
  private static int[] firstProposals(FasterRcnn detector, InferenceWeights weights, Batch batch) {
    int[] firm = PerturbedProposals.firm(detector, weights.ops(), batch);
    return Arrays.copyOf(firm, Math.min(PROPOSALS_KEPT, firm.length));
  }
}
