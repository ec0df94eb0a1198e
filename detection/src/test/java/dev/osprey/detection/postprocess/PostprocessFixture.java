package dev.osprey.detection.postprocess;

import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.data.loader.BatchImage;
import dev.osprey.data.loader.InferenceImage;
import dev.osprey.data.transform.BoxScaling;
import dev.osprey.data.transform.ResizedGeometry;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.anchor.RowsOfAnchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.detection.output.TensorRows;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/** Outputs of heads whose boxes are easy to tell, and what is made of them. */
public final class PostprocessFixture {
  /** A logit whose score is far below every threshold. */
  static final float NO = -50;

  public static final ImageSize SIZE = new ImageSize(100, 100);
  static final ImageSize PADDED = new ImageSize(128, 128);

  /** Four boxes apart from each other, on two levels. */
  static final Anchors APART =
      RowsOfAnchors.of(
          new float[] {0, 0, 10, 10, 20, 0, 30, 10, 40, 0, 50, 10, 60, 0, 70, 10}, 3, 1);

  private PostprocessFixture() {}

  /** Deltas are added to the anchor's sides as they are. */
  public static BoxCoder identity() {
    List<Double> zeros = List.of(0.0, 0.0, 0.0, 0.0);
    List<Double> ones = List.of(1.0, 1.0, 1.0, 1.0);
    return new BoxCoder(new BoxCoder.Config(zeros, ones, null, null, 0));
  }

  /** An image of one size that was resized to another. */
  public static BatchImage image(ImageSize original, ImageSize resized) {
    return new InferenceImage(new ResizedGeometry(original, resized, 1, BoxScaling.PER_AXIS));
  }

  /**
   * Outputs for one image.
   *
   * @param columns numbers of one row of logits
   * @param deltas four for each anchor
   */
  public static HeadOutputs<Tensor> outputs(
      Anchors anchors, int columns, float[] logits, float[] deltas) {
    List<Tensor> logitsPerLevel = new ArrayList<>();
    List<Tensor> deltasPerLevel = new ArrayList<>();
    int from = 0;
    for (Anchors.Level level : anchors.levels()) {
      int size = level.size();
      int to = from + size;
      float[] rows = Arrays.copyOfRange(logits, from * columns, to * columns);
      logitsPerLevel.add(Tensors.of(rows, Device.CPU, 1, size, columns));
      float[] ofLevel = Arrays.copyOfRange(deltas, 4 * from, 4 * to);
      deltasPerLevel.add(Tensors.of(ofLevel, Device.CPU, 1, size, 4));
      from = to;
    }
    return new HeadOutputs<>(logitsPerLevel, deltasPerLevel);
  }

  /** Outputs for one image whose deltas are 0: boxes are the anchors. */
  static HeadOutputs<Tensor> outputs(Anchors anchors, int columns, float... logits) {
    return outputs(anchors, columns, logits, new float[4 * anchors.size()]);
  }

  /** The outputs of each image of a batch. */
  public static List<ImageOutputs> perImage(
      HeadOutputs<Tensor> outputs, Anchors anchors, List<BatchImage> images, ImageSize padded) {
    return IntStream.range(0, images.size())
        .mapToObj(
            i ->
                ImageOutputs.of(
                    TensorRows.of(outputs, i, Device.CPU), anchors, images.get(i), padded))
        .toList();
  }

  /** The detections in each image. */
  static List<Detections> detect(
      Postprocess postprocess,
      HeadOutputs<Tensor> outputs,
      Anchors anchors,
      List<BatchImage> images) {
    return postprocess.detect(perImage(outputs, anchors, images, PADDED));
  }

  /** The detections in an image of 100 x 100 pixels. */
  static Detections detect(Postprocess postprocess, HeadOutputs<Tensor> outputs, Anchors anchors) {
    return detect(postprocess, outputs, anchors, List.of(image(SIZE, SIZE))).get(0);
  }

  /** The detections in such an image, with sigmoid scores and deltas of 0. */
  static Detections detect(
      Postprocess.Config config, Anchors anchors, int classes, float... logits) {
    try (TensorScope scope = TensorScope.inference()) {
      Postprocess postprocess = new Postprocess(config, Scoring.SIGMOID, identity());
      return detect(postprocess, outputs(anchors, classes, logits), anchors);
    }
  }

  /** The same for one class, with deltas. */
  static Detections detect(
      Postprocess.Config config, Anchors anchors, float[] logits, float[] deltas) {
    try (TensorScope scope = TensorScope.inference()) {
      Postprocess postprocess = new Postprocess(config, Scoring.SIGMOID, identity());
      return detect(postprocess, outputs(anchors, 1, logits, deltas), anchors);
    }
  }

  static float sigmoid(double logit) {
    return (float) (1 / (1 + Math.exp(-logit)));
  }
}
