package dev.osprey.detection;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.core.Detections;
import dev.osprey.core.Point;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.postprocess.ReferenceBoxes;
import dev.osprey.detection.postprocess.explanation.Explanation;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.Network;
import dev.osprey.torch.Batch;
import dev.osprey.torch.TorchOps;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A detector's structure: a network and what is done with its outputs. It holds no weights: {@link
 * TorchOps} brings them, from training weights for {@link #losses} and from an inference copy for
 * {@link #detect}. Immutable; several threads may use one. Callers open the {@link
 * dev.osprey.torch.TensorScope}.
 */
public interface Detector {

  /** A detector's settings; new kinds are one record and one line in {@code Detectors}. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  interface Config {
    Detector create();

    /** Number of classes, without any background. */
    int classes();

    /** What is done to images before the network sees them. */
    Preprocessing preprocessing();

    /** How the last stage makes detections of scored boxes. */
    Postprocess.Config postprocess();

    /** What the boxes of the last stage are decoded from. */
    ReferenceBoxes references();

    /** How the logits of the last stage become scores of classes. */
    Scoring scoring();

    /** The same detector for another number of classes. */
    Config withClasses(int classes);

    /** The same detector, whose last stage makes detections by other settings. */
    Config withPostprocess(Postprocess.Config postprocess);

    /**
     * The same detector with another threshold of its detections.
     *
     * @throws dev.osprey.core.text.UserError outside [0, 1)
     */
    Config withScoreThreshold(double scoreThreshold);
  }

  Config config();

  /** Of this detector and of those that {@link #withScoreThreshold} gives. */
  Network network();

  /**
   * The same detector with another threshold of the last stage's scores. It has the same network
   * object, so that weights of the one are weights of the other.
   *
   * @param scoreThreshold in [0, 1)
   */
  Detector withScoreThreshold(double scoreThreshold);

  /** Feature maps that the head reads. */
  FeatureMaps<Tensor> features(TorchOps ops, Batch batch);

  /** The reference boxes of a batch: they depend on its padded size alone. */
  Anchors anchors(FeatureMaps<Tensor> features, Batch batch);

  /**
   * The loss terms of a batch with its targets; images without objects are ordinary images.
   *
   * @param random draws, where the detector trains on a sample
   */
  Losses losses(TorchOps ops, Batch batch, SeededRandom random);

  /** What is found in each image, in pixels of the original images. */
  List<Detections> detect(TorchOps ops, Batch batch);

  /**
   * Why objects are found or missed at one point of each image, from the same run of the stages as
   * {@link #detect}.
   *
   * @param points one for each image, inside it, in pixels of the original
   */
  List<Explanation> explain(TorchOps ops, Batch batch, List<Point> points);
}
