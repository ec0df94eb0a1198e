package dev.osprey.detection;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.core.CountLimit;
import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.Point;
import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.anchor.Grids;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.detection.loss.Losses;
import dev.osprey.detection.output.ForwardPass;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.postprocess.ReferenceBoxes;
import dev.osprey.detection.postprocess.explanation.Explanation;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.detector.Network;
import dev.osprey.torch.Batch;
import dev.osprey.torch.TorchOps;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/**
 * The structure of a detector: a network, its losses and its post-processing. It holds no weights;
 * {@link TorchOps} brings them, from training weights for {@link #losses} and from an inference
 * copy for {@link #detect}. Immutable; several threads may use one. Callers open the {@link
 * dev.osprey.torch.TensorScope}.
 */
public interface Detector {

  /** The settings of a detector. A new kind is one record and one line in {@code Detectors}. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type", visible = true)
  @JsonIgnoreProperties("type")
  interface Config {
    Detector create();

    /** The name in configurations: a key of {@link Detectors#types}. */
    String type();

    /** Number of classes, without any background. */
    int classes();

    /** How images are prepared for the network. */
    Preprocessing preprocessing();

    /** How the last stage turns scored boxes into detections. */
    Postprocess.Config postprocess();

    /** What the boxes of the last stage are decoded from. */
    ReferenceBoxes references();

    /** How the logits of the last stage become scores of classes. */
    Scoring scoring();

    /** The same detector for another number of classes. */
    Config withClasses(int classes);

    /** The same detector with other settings of its last stage's post-processing. */
    Config withPostprocess(Postprocess.Config postprocess);

    /**
     * The same detector with another score threshold.
     *
     * @throws dev.osprey.core.text.UserError outside [0, 1)
     */
    Config withScoreThreshold(double scoreThreshold);
  }

  /** Refuses a detector without classes, or with too many. */
  static void requireClasses(int classes) {
    if (classes < 1) {
      throw new UserError("model.classes is " + classes + "; a detector has at least one class");
    }
    CountLimit.CLASSES.require("model.classes", classes);
  }

  Config config();

  /**
   * The result of the function for this kind of detector. A new kind is a new parameter, so that
   * none can be left out.
   */
  <T> T byKind(Function<OneStageDetector, T> oneStage, Function<FasterRcnn, T> twoStages);

  /** The network, which detectors from {@link #withScoreThreshold} share. */
  Network network();

  /**
   * The same detector with another score threshold in its last stage. It shares the network object,
   * so weights of one are weights of the other.
   *
   * @param scoreThreshold in [0, 1)
   */
  Detector withScoreThreshold(double scoreThreshold);

  /** The feature maps that the head reads. */
  FeatureMaps<Tensor> features(TorchOps ops, Batch batch);

  /** The anchors of a batch for the feature maps of its images. */
  default Anchors anchors(FeatureMaps<Tensor> features, Batch batch) {
    return anchors(Grids.of(features, network().levels()), batch.padded());
  }

  /**
   * The anchors of a batch.
   *
   * @param grids of the feature maps, finest first
   * @param padded height and width of the batch's images with their padding
   */
  Anchors anchors(List<Anchors.Grid> grids, ImageSize padded);

  /**
   * The loss terms of a batch with its targets; images without objects are valid.
   *
   * @param random source of the draws of detectors that train on a sample of anchors or regions
   */
  Losses losses(TorchOps ops, Batch batch, SeededRandom random);

  /** Runs the network on a batch; its outputs belong to the open scope. */
  ForwardPass forward(TorchOps ops, Batch batch);

  /** The detections in each image of a batch, in pixels of the original image. */
  List<Detections> detect(ForwardPass pass);

  /** Runs the network on a batch and returns the detections in each image. */
  default List<Detections> detect(TorchOps ops, Batch batch) {
    try (ForwardPass pass = forward(ops, batch)) {
      return detect(pass);
    }
  }

  /**
   * Explains why objects at one point of each image are found or missed, with the same stages as
   * {@link #detect}.
   *
   * @param points one for each image, inside it, in pixels of the original
   */
  List<Explanation> explain(ForwardPass pass, List<Point> points);
}
