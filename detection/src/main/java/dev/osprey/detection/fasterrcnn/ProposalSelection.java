package dev.osprey.detection.fasterrcnn;

import dev.osprey.core.Boxes;
import dev.osprey.core.CountLimit;
import dev.osprey.core.ImageSize;
import dev.osprey.core.Nms;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * From the first stage's outputs to proposals: top-k per level, decoding, clipping, least side,
 * score threshold, NMS inside each level, a limit. Top-k stays on the device, what it leaves
 * crosses to Java. No gradient flows through.
 */
public final class ProposalSelection {

  /**
   * @param topKPerLevel anchors that each level may give, before NMS
   * @param proposals most proposals of one image, after NMS
   */
  public record Limits(int topKPerLevel, int proposals) {
    public Limits {
      if (topKPerLevel < 1 || proposals < 1) {
        throw new UserError(
            "proposals.selection: topKPerLevel and proposals are 1 or more, got "
                + topKPerLevel
                + " and "
                + proposals);
      }
      CountLimit.REGIONS.require("proposals.selection: proposals", proposals);
    }
  }

  /**
   * @param training limits in training
   * @param detecting limits in detecting
   * @param minSide proposals have sides of at least so many pixels
   * @param scoreThreshold proposals have at least this score
   * @param nmsThreshold a proposal is dropped if its IoU with a better one of the same level is
   *     strictly above it
   */
  public record Config(
      Limits training,
      Limits detecting,
      double minSide,
      double scoreThreshold,
      double nmsThreshold) {
    public Config {
      if (!(minSide >= 0 && scoreThreshold >= 0 && scoreThreshold < 1)) {
        throw new UserError(
            "proposals.selection: minSide is 0 or more and scoreThreshold lies in [0, 1), got "
                + minSide
                + " and "
                + scoreThreshold);
      }
      if (!(nmsThreshold >= 0 && nmsThreshold <= 1)) {
        throw new UserError("proposals.selection.nmsThreshold lies in [0, 1], got " + nmsThreshold);
      }
    }
  }

  private final Config config;
  private final BoxCoder coder;

  ProposalSelection(Config config, BoxCoder coder) {
    this.config = config;
    this.coder = coder;
  }

  /**
   * Proposals of each image.
   *
   * @param sizes of the images without their padding
   */
  List<Proposals> select(
      HeadOutputs<Tensor> outputs,
      Anchors anchors,
      List<ImageSize> sizes,
      Limits limits,
      Device device) {
    List<Proposals> proposals = new ArrayList<>();
    for (int image = 0; image < sizes.size(); image++) {
      List<LevelCandidates> levels = new ArrayList<>();
      for (int level = 0; level < anchors.levels().size(); level++) {
        levels.add(candidates(outputs, anchors, image, level, limits.topKPerLevel, device));
      }
      proposals.add(select(levels, sizes.get(image), limits.proposals));
    }
    return proposals;
  }

  /** A level's best boxes, decoded: packed xyxy. */
  private record LevelCandidates(float[] boxes, float[] scores) {}

  private LevelCandidates candidates(
      HeadOutputs<Tensor> outputs, Anchors anchors, int image, int level, int topK, Device device) {
    Tensor logits = outputs.logits().get(level).detach().select(0, image).view(-1);
    long[] best = TopK.indices(Tensors.toFloat(logits), topK);
    Tensor scores =
        Tensors.toFloat(logits.index_select(0, Tensors.of(best, device, best.length))).sigmoid();
    float[] boxes = boxes(outputs, anchors, image, level, best, device);
    return new LevelCandidates(boxes, Tensors.floats(scores));
  }

  /**
   * Decoded boxes of some anchors: packed xyxy, not clipped.
   *
   * @param best indices in their level
   */
  float[] boxes(
      HeadOutputs<Tensor> outputs,
      Anchors anchors,
      int image,
      int level,
      long[] best,
      Device device) {
    Tensor rows = Tensors.of(best, device, best.length);
    Tensor deltas = outputs.deltas().get(level).detach().select(0, image);
    int start = anchors.levels().get(level).start();
    int[] chosen = Arrays.stream(best).mapToInt(row -> start + (int) row).toArray();
    Tensor chosenAnchors =
        Tensors.of(Boxes.select(anchors.boxes(), chosen), device, chosen.length, 4);
    return Tensors.floats(
        coder.decode(Tensors.toFloat(deltas.index_select(0, rows)), chosenAnchors, device));
  }

  Config config() {
    return config;
  }

  private Proposals select(List<LevelCandidates> levels, ImageSize size, int limit) {
    int total = levels.stream().mapToInt(level -> level.scores.length).sum();
    float[] boxes = new float[4 * total];
    float[] scores = new float[total];
    int[] levelOf = new int[total];
    int next = 0;
    for (int level = 0; level < levels.size(); level++) {
      LevelCandidates candidates = levels.get(level);
      int count = candidates.scores.length;
      System.arraycopy(candidates.boxes, 0, boxes, 4 * next, 4 * count);
      System.arraycopy(candidates.scores, 0, scores, next, count);
      Arrays.fill(levelOf, next, next + count, level);
      next += count;
    }
    Boxes.clip(boxes, size.height(), size.width());
    int[] sound = sound(boxes, scores);
    float[] soundBoxes = Boxes.select(boxes, sound);
    float[] soundScores = select(scores, sound);
    int[] soundLevels = Arrays.stream(sound).map(i -> levelOf[i]).toArray();
    int[] kept = Nms.keepPerLabel(soundBoxes, soundScores, soundLevels, config.nmsThreshold);
    int[] best = Arrays.copyOf(kept, Math.min(limit, kept.length));
    return new Proposals(Boxes.select(soundBoxes, best), select(soundScores, best));
  }

  /** Those that are large enough and score enough, and are finite numbers. */
  private int[] sound(float[] boxes, float[] scores) {
    return Arrays.stream(Boxes.withSidesAtLeast(boxes, (float) config.minSide))
        .filter(i -> Boxes.isFinite(boxes, i) && scores[i] >= (float) config.scoreThreshold)
        .toArray();
  }

  private static float[] select(float[] values, int[] indices) {
    float[] selected = new float[indices.length];
    for (int i = 0; i < indices.length; i++) {
      selected[i] = values[indices[i]];
    }
    return selected;
  }
}
