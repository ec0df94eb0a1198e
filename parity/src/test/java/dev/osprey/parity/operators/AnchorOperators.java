package dev.osprey.parity.operators;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.core.ImageSize;
import dev.osprey.detection.anchor.AnchorGenerator;
import dev.osprey.detection.anchor.AnchorSizes;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.Numbers;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.spec.CaseSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** torchvision's anchors, for the variants that the spec lists. */
final class AnchorOperators implements OpsFamily.Operators {
  private static final Pattern NAME = Pattern.compile("out\\.(\\w+)\\.(?:(all)|cell\\.(\\d+))");

  /** The nominal stride, which is not used: sizes are in pixels and strides come from the grid. */
  private static final int NO_STRIDE = 1;

  @Override
  public boolean compare(String name, CaseSpec spec, Comparison comparison) {
    Matcher match = NAME.matcher(name);
    if (!spec.has("variants") || !match.matches()) {
      return false;
    }
    JsonNode variant = null;
    for (JsonNode candidate : spec.required("variants")) {
      if (candidate.path("key").asText().equals(match.group(1))) {
        variant = candidate;
      }
    }
    if (variant == null) {
      return false;
    }
    AnchorGenerator generator =
        new AnchorGenerator(
            new AnchorGenerator.Config(
                new AnchorSizes.Pixels(lists(variant.path("sizes"))),
                lists(variant.path("aspect_ratios")),
                AnchorGenerator.Rounding.NEAREST_EVEN,
                AnchorGenerator.Stride.FROM_GRID,
                0));
    float[] boxes =
        match.group(2) != null
            ? all(generator, variant).boxes()
            : generator.cell(Integer.parseInt(match.group(3)), NO_STRIDE);
    Tolerance tolerance = Tolerance.absolute(Tolerance.stated(spec, "abs"));
    comparison.tensor(name, Numbers.of(boxes, boxes.length / 4, 4), tolerance);
    return true;
  }

  private static Anchors all(AnchorGenerator generator, JsonNode variant) {
    List<Anchors.Grid> grids = new ArrayList<>();
    for (JsonNode grid : variant.path("grid_sizes_hw")) {
      grids.add(new Anchors.Grid(grid.get(0).intValue(), grid.get(1).intValue(), NO_STRIDE));
    }
    JsonNode padded = variant.path("padded_image_hw");
    return generator.generate(
        grids, new ImageSize(padded.get(0).intValue(), padded.get(1).intValue()));
  }

  private static List<List<Double>> lists(JsonNode node) {
    List<List<Double>> lists = new ArrayList<>();
    for (JsonNode inner : node) {
      List<Double> list = new ArrayList<>();
      inner.forEach(value -> list.add(value.doubleValue()));
      lists.add(list);
    }
    return lists;
  }
}
