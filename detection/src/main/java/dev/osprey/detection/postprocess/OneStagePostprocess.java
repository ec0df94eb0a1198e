package dev.osprey.detection.postprocess;

import dev.osprey.core.Boxes;
import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.Nms;
import dev.osprey.core.UserError;
import dev.osprey.data.loader.PicturePlane;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * From a one-stage head's outputs to detections: score threshold and top-k per level, decoding,
 * clipping, NMS inside each class, a limit, and back to the original picture's pixels. Scores are
 * sifted on the device; what is left crosses to Java for NMS.
 */
public final class OneStagePostprocess {

  /** The order of the result. */
  public enum Order {
    /** All classes by descending score (torchvision). */
    SCORE,
    /** Class by class, each by descending score (pytorch-retinanet). */
    CLASS
  }

  /** What boxes are clipped to. */
  public enum Clip {
    /** Every corner into the resized picture (torchvision). */
    PICTURE,
    /**
     * Left and top from below, right and bottom from above, into the padded picture: a box outside
     * it stays inverted (pytorch-retinanet).
     */
    PADDED_OUTER_SIDES
  }

  /**
   * @param scoreThreshold candidates have a score strictly above it
   * @param topKPerLevel candidates that each level may give; absent: no limit
   * @param nmsThreshold a box is dropped if its IoU with a better one is strictly above it
   * @param maxDetections most detections of one picture; absent: no limit
   */
  public record Config(
      double scoreThreshold,
      @Nullable Integer topKPerLevel,
      double nmsThreshold,
      @Nullable Integer maxDetections,
      Order order,
      Clip clip) {
    public Config {
      if (!(scoreThreshold >= 0 && scoreThreshold < 1)) {
        throw new UserError("postprocess.scoreThreshold lies in [0, 1), got " + scoreThreshold);
      }
      if (!(nmsThreshold >= 0 && nmsThreshold <= 1)) {
        throw new UserError("postprocess.nmsThreshold lies in [0, 1], got " + nmsThreshold);
      }
      if (topKPerLevel != null && topKPerLevel < 1) {
        throw new UserError("postprocess.topKPerLevel is at least 1, or absent");
      }
      if (maxDetections != null && maxDetections < 1) {
        throw new UserError("postprocess.maxDetections is at least 1, or absent");
      }
    }
  }

  private final Config config;
  private final BoxCoder coder;

  public OneStagePostprocess(Config config, BoxCoder coder) {
    this.config = config;
    this.coder = coder;
  }

  /**
   * Detections of each picture.
   *
   * @param padded size of the pictures with their padding
   */
  public List<Detections> detect(
      HeadOutputs<Tensor> outputs,
      Anchors anchors,
      List<PicturePlane> pictures,
      ImageSize padded,
      Device device) {
    Tensor deltas = torch.cat(new TensorVector(outputs.deltas().toArray(Tensor[]::new)), 1);
    List<Tensor> logits = outputs.logits();
    List<Detections> found = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      PicturePlane picture = pictures.get(i);
      Candidates candidates = Candidates.none();
      for (int level = 0; level < logits.size(); level++) {
        candidates =
            candidates.and(
                Candidates.of(
                    logits.get(level).select(0, i),
                    anchors.levels().get(level).start(),
                    (float) config.scoreThreshold,
                    config.topKPerLevel));
      }
      float[] boxes = decode(deltas.select(0, i), anchors, candidates, device);
      clip(boxes, picture.resized(), padded);
      Detections kept = suppress(boxes, candidates);
      found.add(
          new Detections(
              picture.geometry().toOriginal(kept.boxes()), kept.scores(), kept.labels()));
    }
    return found;
  }

  private float[] decode(Tensor deltas, Anchors anchors, Candidates candidates, Device device) {
    int[] rows = candidates.anchors();
    long[] indices = Arrays.stream(rows).asLongStream().toArray();
    Tensor chosen =
        deltas.index_select(0, Tensors.of(indices, device, rows.length)).to(ScalarType.Float);
    float[] chosenAnchors = Boxes.select(anchors.boxes(), rows);
    return Tensors.floats(
        coder.decode(chosen, Tensors.of(chosenAnchors, device, rows.length, 4), device));
  }

  private void clip(float[] boxes, ImageSize resized, ImageSize padded) {
    if (config.clip == Clip.PICTURE) {
      Boxes.clip(boxes, resized.height(), resized.width());
      return;
    }
    for (int i = 0; i < boxes.length; i += 4) {
      boxes[i] = Math.max(boxes[i], 0);
      boxes[i + 1] = Math.max(boxes[i + 1], 0);
      boxes[i + 2] = Math.min(boxes[i + 2], padded.width());
      boxes[i + 3] = Math.min(boxes[i + 3], padded.height());
    }
  }

  private Detections suppress(float[] boxes, Candidates candidates) {
    double threshold = config.nmsThreshold;
    int[] labels = candidates.labels();
    float[] scores = candidates.scores();
    int[] kept =
        config.order == Order.SCORE
            ? Nms.keepPerLabel(boxes, scores, labels, threshold)
            : Nms.keepWithinLabels(boxes, scores, labels, threshold);
    // the limit comes before the order: it keeps the best scores, not the first classes
    if (config.maxDetections != null && kept.length > config.maxDetections) {
      kept = Arrays.copyOf(kept, config.maxDetections);
    }
    int[] ordered = config.order == Order.SCORE ? kept : byClass(kept, labels);
    return new Detections(boxes, scores, labels).select(ordered);
  }

  private static int[] byClass(int[] kept, int[] labels) {
    return Arrays.stream(kept)
        .boxed()
        .sorted(java.util.Comparator.comparingInt(i -> labels[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
