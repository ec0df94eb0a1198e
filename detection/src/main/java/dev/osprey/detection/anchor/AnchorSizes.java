package dev.osprey.detection.anchor;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.core.CountLimit;
import dev.osprey.core.text.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** The sizes of the anchors around a cell: square roots of their areas, in pixels. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = AnchorSizes.Pixels.class, name = "pixels"),
  @JsonSubTypes.Type(value = AnchorSizes.Octaves.class, name = "octaves")
})
public sealed interface AnchorSizes {

  /** Number of levels that these sizes are for; empty: any. */
  OptionalInt levelCount();

  /** Sizes of one level, whose nominal stride is {@code stride}. */
  List<Double> ofLevel(int level, int stride);

  /** Number of sizes in each cell of a level. */
  int perCell(int level);

  /**
   * Sizes given level by level (torchvision).
   *
   * @param perLevel one list for each level, finest first
   */
  record Pixels(List<List<Double>> perLevel) implements AnchorSizes {
    public Pixels {
      perLevel = perLevel.stream().map(List::copyOf).toList();
      if (perLevel.isEmpty()) {
        throw new UserError("anchors.sizes.perLevel: give a list of sizes for each level");
      }
      for (List<Double> sizes : perLevel) {
        if (sizes.isEmpty()
            || !sizes.stream().allMatch(size -> size > 0 && Double.isFinite(size))) {
          throw new UserError(
              "anchors.sizes.perLevel: each level needs at least one number, all above 0; got "
                  + sizes);
        }
        CountLimit.ANCHORS.require("anchors.sizes.perLevel: the number of sizes", sizes.size());
      }
    }

    @Override
    public OptionalInt levelCount() {
      return OptionalInt.of(perLevel.size());
    }

    @Override
    public List<Double> ofLevel(int level, int stride) {
      return perLevel.get(level);
    }

    @Override
    public int perCell(int level) {
      return perLevel.get(level).size();
    }
  }

  /**
   * Sizes that follow the strides: {@code stride · baseScale · 2^(k / perOctave)} (Lin et al. 2017,
   * section 4; mmdetection's {@code octave_base_scale} and {@code scales_per_octave}).
   *
   * @param baseScale smallest size of a level, in strides; usual: 4
   * @param perOctave sizes until the next level takes over; usual: 3
   */
  record Octaves(double baseScale, int perOctave) implements AnchorSizes {
    public Octaves {
      if (!(baseScale > 0 && Double.isFinite(baseScale)) || perOctave < 1) {
        throw new UserError(
            "anchors.sizes: baseScale is above 0 and perOctave at least 1, got "
                + baseScale
                + " and "
                + perOctave
                + " (usual: 4 and 3)");
      }
      CountLimit.ANCHORS.require("anchors.sizes.perOctave", perOctave);
    }

    @Override
    public OptionalInt levelCount() {
      return OptionalInt.empty();
    }

    @Override
    public List<Double> ofLevel(int level, int stride) {
      List<Double> sizes = new ArrayList<>();
      for (int k = 0; k < perOctave; k++) {
        sizes.add(baseScale * stride * Math.pow(2, (double) k / perOctave));
      }
      return sizes;
    }

    @Override
    public int perCell(int level) {
      return perOctave;
    }
  }
}
