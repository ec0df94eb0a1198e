package dev.osprey.detection.postprocess;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.osprey.core.BoxSideConvention;
import dev.osprey.core.Boxes;
import dev.osprey.core.Detections;
import dev.osprey.core.Nms;
import dev.osprey.core.ScoredBoxes;
import dev.osprey.core.text.UserError;
import dev.osprey.data.transform.ResizedGeometry;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.coding.LandmarkCoder;
import dev.osprey.detection.coding.Scoring;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * From a head's outputs to detections, image by image:
 *
 * <ol>
 *   <li>score threshold, and the best candidates of each level
 *   <li>decoding and clipping of their boxes
 *   <li>the best candidates of all levels together
 *   <li>finite corners and minimum side
 *   <li>NMS inside each class
 *   <li>limit and order
 *   <li>back to the original image's pixels
 * </ol>
 *
 * The stages are plain Java on the outputs of any engine. A score or a box that is not a finite
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
    /** Every corner is clipped to the resized image (torchvision). */
    @JsonProperty("picture")
    IMAGE,
    /**
     * Left and top are clipped at 0, right and bottom at the padded size: a box outside stays
     * inverted (pytorch-retinanet).
     */
    PADDED_OUTER_SIDES,
    /** No clipping: boxes may reach over the border (Pytorch_Retinaface). */
    NONE
  }

  /**
   * @param scoreThreshold minimum score; candidates are strictly above it
   * @param topKPerLevel maximum number of candidates of each level; absent: no limit
   * @param minSide minimum width and height of a box, in resized pixels after clipping, compared by
   *     {@link SideBound}; absent: none
   * @param nmsThreshold a box is dropped if its IoU with a better one is strictly above it
   * @param maxDetections maximum number of detections of one image; absent: no limit
   * @param topK maximum number of candidates of all levels together; absent: no limit
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

    /** Settings without {@code topK} and with exclusive sides. */
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
     * The same with another score threshold.
     *
     * @throws UserError outside [0, 1)
     */
    public Config withScoreThreshold(double other) {
      return new Config(
          other, topKPerLevel, minSide, nmsThreshold, maxDetections, order, clip, topK, nmsSides);
    }

    /** The same with other {@code topK} and {@code maxDetections}; absent: no limit. */
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

    /** How many candidates of a level pass {@code topKPerLevel}. */
    public int cut(int candidates) {
      return topKPerLevel == null ? candidates : Math.min(topKPerLevel, candidates);
    }

    /** Whether a side of box i of packed boxes does not pass the minimum. */
    public boolean isTooSmall(float[] boxes, int i, SideBound bound) {
      return minSide != null
          && !(bound.admits(boxes[4 * i + 2] - boxes[4 * i], minSide)
              && bound.admits(boxes[4 * i + 3] - boxes[4 * i + 1], minSide));
    }
  }

  private final Config config;
  private final Scoring scoring;
  private final RowDecoder decoder;
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
    this.config = config;
    this.scoring = scoring;
    this.decoder = new RowDecoder(coder, landmarkCoder, config.clip);
    this.references = references;
  }

  /** Detections of each image of a batch. */
  public List<Detections> detect(List<ImageOutputs> perImage) {
    List<Detections> found = new ArrayList<>();
    for (ImageOutputs one : perImage) {
      found.add(detect(one));
    }
    return found;
  }

  /** Detections of one image. */
  public Detections detect(ImageOutputs one) {
    Selection selection = select(one); // 1. to 6.
    int[] rows = selection.rows();
    ScoredBoxes found = selection.candidates().select(rows);
    int[] anchors = Arrays.stream(rows).map(row -> selection.anchors()[row]).toArray();
    // 7. back to the original image's pixels
    ResizedGeometry geometry = one.image().geometry();
    return Detections.of(
            found.withBoxes(geometry.toOriginal(found.boxes())),
            geometry.toOriginal(decoder.landmarks(one, anchors)))
        .withNotFinite(one.notFinite());
  }

  /** The results of stages 1 to 6 for one image. */
  public Selection select(ImageOutputs one) {
    // 1. score threshold, and the best candidates of each level
    List<RankedLevel> levels =
        ranked(one, (float) config.scoreThreshold, config.cut(RankedLevel.ALL));
    ScoredAnchors best = ScoredAnchors.best(levels, one.anchors(), config::cut);
    // 2. decoding and clipping of their boxes
    ScoredBoxes candidates = decoder.decode(one, best);
    // 3. the best candidates of all levels together
    int[] rows = bestOfAll(candidates);
    // 4. finite corners and minimum side
    int[] valid = valid(candidates.boxes(), rows);
    // 5. NMS inside each class
    ScoredBoxes ofNms = candidates.select(valid);
    Nms.Suppression suppression = new ClassNms(config).suppress(ofNms, one.image().geometry());
    // 6. limit and order
    int[] reported = report(suppression.kept(), ofNms.labels());
    return new Selection(best.anchors(), candidates, valid, suppression, reported);
  }

  /**
   * Stage 1: pairs of anchor and class of each level with a score strictly above a threshold.
   *
   * @param limit maximum number of pairs of a level; the best ones stay
   */
  public List<RankedLevel> ranked(ImageOutputs one, float threshold, int limit) {
    return one.logits().stream()
        .map(logits -> RankedLevel.of(logits, scoring, threshold, limit))
        .toList();
  }

  /** Stage 3: rows of the best candidates, ascending. */
  private int[] bestOfAll(ScoredBoxes candidates) {
    if (config.topK == null || candidates.size() <= config.topK) {
      return IntStream.range(0, candidates.size()).toArray();
    }
    return Arrays.stream(candidates.byScore()).limit(config.topK).sorted().toArray();
  }

  /** Stage 4: the rows whose boxes are finite and large enough. */
  private int[] valid(float[] boxes, int[] rows) {
    SideBound bound = references.sideBound();
    return Arrays.stream(rows)
        .filter(row -> Boxes.isFinite(boxes, row) && !config.isTooSmall(boxes, row, bound))
        .toArray();
  }

  /** Stage 6. The limit comes before the order: it keeps the best scores, not the first classes. */
  private int[] report(int[] kept, int[] labels) {
    int[] best =
        config.maxDetections != null && kept.length > config.maxDetections
            ? Arrays.copyOf(kept, config.maxDetections)
            : kept;
    return switch (config.order) {
      case SCORE -> best;
      case CLASS ->
          Arrays.stream(best)
              .boxed()
              .sorted(Comparator.comparingInt(i -> labels[i]))
              .mapToInt(Integer::intValue)
              .toArray();
    };
  }

  /** The settings of the stages. */
  public Config config() {
    return config;
  }

  /** How logits become scores. */
  public Scoring scoring() {
    return scoring;
  }

  /** What boxes are decoded from. */
  public ReferenceBoxes references() {
    return references;
  }

  /** The decoder of boxes and landmarks, stage 2. */
  public RowDecoder decoder() {
    return decoder;
  }
}
