package dev.osprey.detection.postprocess;

import dev.osprey.core.BoxSideConvention;
import dev.osprey.core.Boxes;
import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.Nms;
import dev.osprey.core.Point;
import dev.osprey.core.Ranking;
import dev.osprey.core.text.UserError;
import dev.osprey.data.loader.BatchImage;
import dev.osprey.data.transform.ResizedGeometry;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.coding.LandmarkCoder;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.detection.postprocess.check.DetectionInputs;
import dev.osprey.detection.postprocess.check.SelectionInputs;
import dev.osprey.detection.postprocess.explanation.Explanation;
import dev.osprey.detection.postprocess.explanation.FateFinder;
import dev.osprey.detection.postprocess.explanation.PointCandidates;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * From a head's outputs to detections: score threshold and top-k per level, decoding, clipping,
 * least side, NMS inside each class, a limit, and back to the original image's pixels. Scores are
 * sifted on the device; what is left crosses to Java for NMS. A score or a box that is not a finite
 * number never becomes a detection.
 */
public final class Postprocess {

  /** The order of the result. */
  public enum Order {
    /** All classes by descending score (torchvision). */
    SCORE,
    /** Class by class, each by descending score (pytorch-retinanet). */
    CLASS
  }

  /** What boxes are clipped to. */
  public enum Clip {
    /** Every corner into the resized image (torchvision). */
    IMAGE,
    /**
     * Left and top from below, right and bottom from above, into the padded image: a box outside it
     * stays inverted (pytorch-retinanet).
     */
    PADDED_OUTER_SIDES,
    /** Nothing: boxes may reach over the border (Pytorch_Retinaface). */
    NONE
  }

  /**
   * @param scoreThreshold candidates have a score strictly above it
   * @param topKPerLevel candidates that each level may give; absent: no limit
   * @param minSide boxes go on whose width and height pass it, in resized pixels after clipping;
   *     {@link SideBound} says how they are compared; absent: all
   * @param nmsThreshold a box is dropped if its IoU with a better one is strictly above it
   * @param maxDetections most detections of one image; absent: no limit
   * @param topK candidates that all levels together may give; absent: no limit
   * @param nmsSides how NMS measures boxes; absent: exclusive
   */
  public record Config(
      double scoreThreshold,
      @Nullable Integer topKPerLevel,
      @Nullable Double minSide,
      double nmsThreshold,
      @Nullable Integer maxDetections,
      Order order,
      Clip clip,
      @Nullable Integer topK,
      @Nullable BoxSideConvention nmsSides) {
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
      if (topK != null && topK < 1) {
        throw new UserError("postprocess.topK is at least 1, or absent");
      }
      if (minSide != null && !(minSide >= 0 && Double.isFinite(minSide))) {
        throw new UserError("postprocess.minSide is at least 0, or absent; got " + minSide);
      }
      if (maxDetections != null && maxDetections < 1) {
        throw new UserError("postprocess.maxDetections is at least 1, or absent");
      }
    }

    /** Without a limit over all levels, exclusive sides. */
    public Config(
        double scoreThreshold,
        @Nullable Integer topKPerLevel,
        @Nullable Double minSide,
        double nmsThreshold,
        @Nullable Integer maxDetections,
        Order order,
        Clip clip) {
      this(
          scoreThreshold,
          topKPerLevel,
          minSide,
          nmsThreshold,
          maxDetections,
          order,
          clip,
          null,
          null);
    }

    /**
     * The same with another threshold.
     *
     * @throws UserError outside [0, 1)
     */
    public Config withScoreThreshold(double other) {
      return new Config(
          other, topKPerLevel, minSide, nmsThreshold, maxDetections, order, clip, topK, nmsSides);
    }

    /** The same with other limits of all levels together; absent: none. */
    public Config withLimits(@Nullable Integer otherTopK, @Nullable Integer otherMaxDetections) {
      return new Config(
          scoreThreshold,
          topKPerLevel,
          minSide,
          nmsThreshold,
          otherMaxDetections,
          order,
          clip,
          otherTopK,
          nmsSides);
    }

    /** How many of a level's candidates go on. */
    public int cut(int candidates) {
      return topKPerLevel == null ? candidates : Math.min(topKPerLevel, candidates);
    }

    public boolean isTooSmall(float[] boxes, int i, SideBound bound) {
      return minSide != null
          && !(bound.admits(boxes[4 * i + 2] - boxes[4 * i], minSide)
              && bound.admits(boxes[4 * i + 3] - boxes[4 * i + 1], minSide));
    }
  }

  private final Config config;
  private final Scoring scoring;
  private final BoxCoder coder;
  private final @Nullable LandmarkCoder landmarkCoder;
  private final ReferenceBoxes references;

  /** For heads over anchors, without landmarks. */
  public Postprocess(Config config, Scoring scoring, BoxCoder coder) {
    this(config, scoring, coder, null);
  }

  /** For heads over regions. */
  public static Postprocess ofRegions(Config config, Scoring scoring, BoxCoder coder) {
    return new Postprocess(config, scoring, coder, null, ReferenceBoxes.PROPOSALS);
  }

  /**
   * For heads over anchors.
   *
   * @param landmarkCoder null where the head gives no landmarks
   */
  public Postprocess(
      Config config, Scoring scoring, BoxCoder coder, @Nullable LandmarkCoder landmarkCoder) {
    this(config, scoring, coder, landmarkCoder, ReferenceBoxes.ANCHORS);
  }

  private Postprocess(
      Config config,
      Scoring scoring,
      BoxCoder coder,
      @Nullable LandmarkCoder landmarkCoder,
      ReferenceBoxes references) {
    this.references = references;
    this.config = config;
    this.scoring = scoring;
    this.coder = coder;
    this.landmarkCoder = landmarkCoder;
  }

  /**
   * Detections of each image of a batch.
   *
   * @param padded size of the images with their padding
   */
  public List<Detections> detect(
      HeadOutputs<Tensor> outputs,
      Anchors anchors,
      List<BatchImage> images,
      ImageSize padded,
      Device device) {
    return ImageOutputs.of(outputs, anchors, images, padded, device).stream()
        .map(this::detect)
        .toList();
  }

  /** Detections of one image. */
  public Detections detect(ImageOutputs one) {
    Selection selection = select(one);
    Detections kept = selection.detections();
    ResizedGeometry geometry = one.image().geometry();
    return new Detections(
            geometry.toOriginal(kept.boxes()),
            kept.scores(),
            kept.labels(),
            geometry.toOriginal(landmarks(one, selection.anchors())))
        .withNotFinite(NonFiniteRows.of(one));
  }

  /** Points of some anchors' faces: packed xy, resized pixels; empty where the head gives none. */
  private float[] landmarks(ImageOutputs one, int[] anchors) {
    if (landmarkCoder == null || one.landmarks() == null) {
      return new float[0];
    }
    Tensor rows = rows(anchors, one.device());
    Tensor shifts = Tensors.toFloat(one.landmarks().index_select(0, rows));
    float[] boxes = Boxes.select(one.anchors().boxes(), anchors);
    return Tensors.floats(
        landmarkCoder.decode(shifts, Tensors.of(boxes, one.device(), anchors.length, 4)));
  }

  private static Tensor rows(int[] indices, Device device) {
    return Tensors.of(Arrays.stream(indices).asLongStream().toArray(), device, indices.length);
  }

  /**
   * What became of the candidates at one point of each image, in the same run of the stages that
   * detects.
   *
   * @param padded size of the images with their padding
   * @param points one for each image, in pixels of the original
   */
  public List<Explanation> explain(
      HeadOutputs<Tensor> outputs,
      Anchors anchors,
      List<BatchImage> images,
      ImageSize padded,
      Device device,
      List<Point> points) {
    List<Explanation> explanations = new ArrayList<>();
    for (ImageOutputs one : ImageOutputs.of(outputs, anchors, images, padded, device)) {
      explanations.add(explain(one, points.get(explanations.size())));
    }
    return explanations;
  }

  /** What became of the candidates at a point of one image. */
  public Explanation explain(ImageOutputs one, Point point) {
    int rows = one.anchors().size() * one.boxesPerAnchor();
    float[] boxes = boxes(one, IntStream.range(0, rows).toArray());
    PointCandidates atPoint = PointCandidates.of(one, boxes, scoring, point);
    return atPoint.explain(new FateFinder(config, references, one, select(one)), references);
  }

  /**
   * What the detections of one image are chosen from.
   *
   * @param near candidates whose scores are so far below the cut are among them
   */
  public SelectionInputs inputs(ImageOutputs one, double near) {
    DetectionInputs inputs = new DetectionInputs(config, references.sideBound(), near);
    float lowest = (float) Math.max(0, config.scoreThreshold - near);
    for (int level = 0; level < one.logits().size(); level++) {
      inputs.add(
          RankedLevel.of(one.logits().get(level), scoring, lowest),
          one.anchors().levels().get(level).start());
    }
    Candidates candidates = inputs.candidates();
    float[] boxes = boxes(one, one.rows(candidates.anchors(), candidates.labels()));
    ResizedGeometry geometry = one.image().geometry();
    return inputs.with(
        boxes,
        measured(boxes, geometry),
        geometry.toOriginal(boxes),
        geometry.toOriginal(landmarks(one, candidates.anchors())));
  }

  private Selection select(ImageOutputs one) {
    List<RankedLevel> levels = new ArrayList<>();
    Candidates candidates = Candidates.none();
    for (int level = 0; level < one.logits().size(); level++) {
      RankedLevel ranked =
          RankedLevel.of(one.logits().get(level), scoring, (float) config.scoreThreshold);
      levels.add(ranked);
      int size = config.cut(ranked.size());
      candidates = candidates.and(ranked.best(size, one.anchors().levels().get(level).start()));
    }
    float[] boxes = boxes(one, one.rows(candidates.anchors(), candidates.labels()));
    int[] sound = sound(boxes, goingOn(candidates.scores()));
    Nms.Suppression suppression = suppress(one, boxes, candidates, sound);
    int[] reported = report(suppression.kept(), candidates, sound);
    return new Selection(levels, candidates, boxes, sound, suppression, reported);
  }

  /** Decoded and clipped boxes of some rows of deltas: packed xyxy, resized pixels. */
  private float[] boxes(ImageOutputs one, int[] rows) {
    Device device = one.device();
    Tensor chosen = Tensors.toFloat(one.deltas().index_select(0, rows(rows, device)));
    int[] anchorRows = Arrays.stream(rows).map(one::anchorOf).toArray();
    float[] chosenAnchors = Boxes.select(one.anchors().boxes(), anchorRows);
    float[] boxes =
        Tensors.floats(
            coder.decode(chosen, Tensors.of(chosenAnchors, device, rows.length, 4), device));
    clip(boxes, one.image().resized(), one.padded());
    return boxes;
  }

  private void clip(float[] boxes, ImageSize resized, ImageSize padded) {
    switch (config.clip) {
      case NONE -> {}
      case IMAGE -> Boxes.clip(boxes, resized.height(), resized.width());
      case PADDED_OUTER_SIDES -> {
        for (int i = 0; i < boxes.length; i += 4) {
          boxes[i] = Math.max(boxes[i], 0);
          boxes[i + 1] = Math.max(boxes[i + 1], 0);
          boxes[i + 2] = Math.min(boxes[i + 2], padded.width());
          boxes[i + 3] = Math.min(boxes[i + 3], padded.height());
        }
      }
    }
  }

  /** Rows of the best candidates of all levels together, ascending. */
  private int[] goingOn(float[] scores) {
    if (config.topK == null || scores.length <= config.topK) {
      return IntStream.range(0, scores.length).toArray();
    }
    return Arrays.stream(Ranking.descending(scores)).limit(config.topK).sorted().toArray();
  }

  /** Those of some rows whose boxes may become detections. */
  private int[] sound(float[] boxes, int[] rows) {
    return Arrays.stream(rows)
        .filter(
            row ->
                Boxes.isFinite(boxes, row)
                    && !config.isTooSmall(boxes, row, references.sideBound()))
        .toArray();
  }

  private Nms.Suppression suppress(
      ImageOutputs one, float[] boxes, Candidates candidates, int[] sound) {
    float[] soundBoxes = measured(Boxes.select(boxes, sound), one.image().geometry());
    float[] scores = new float[sound.length];
    int[] labels = new int[sound.length];
    for (int i = 0; i < sound.length; i++) {
      scores[i] = candidates.scores()[sound[i]];
      labels[i] = candidates.labels()[sound[i]];
    }
    return config.order == Order.SCORE
        ? Nms.suppressPerLabel(soundBoxes, scores, labels, config.nmsThreshold)
        : Nms.suppressWithinLabels(soundBoxes, scores, labels, config.nmsThreshold);
  }

  /**
   * Boxes as NMS measures them. A last pixel that belongs to the box is one of the original image.
   */
  private float[] measured(float[] boxes, ResizedGeometry geometry) {
    if (config.nmsSides != BoxSideConvention.INCLUSIVE) {
      return boxes;
    }
    float[] originals = geometry.toOriginal(boxes);
    for (int i = 0; i < originals.length; i += 4) {
      originals[i + 2] += (float) BoxSideConvention.INCLUSIVE.added();
      originals[i + 3] += (float) BoxSideConvention.INCLUSIVE.added();
    }
    return originals;
  }

  /** The limit comes before the order: it keeps the best scores, not the first classes. */
  private int[] report(int[] kept, Candidates candidates, int[] sound) {
    int[] best =
        config.maxDetections != null && kept.length > config.maxDetections
            ? Arrays.copyOf(kept, config.maxDetections)
            : kept;
    if (config.order == Order.SCORE) {
      return best;
    }
    return Arrays.stream(best)
        .boxed()
        .sorted(Comparator.comparingInt(i -> candidates.labels()[sound[i]]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
