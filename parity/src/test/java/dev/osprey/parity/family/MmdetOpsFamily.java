package dev.osprey.parity.family;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.core.Boxes;
import dev.osprey.core.ImageSize;
import dev.osprey.detection.anchor.AnchorFilter;
import dev.osprey.detection.anchor.AnchorGenerator;
import dev.osprey.detection.anchor.AnchorSizes;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.matching.IgnoreRule;
import dev.osprey.detection.matching.Matches;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.matching.MaxIouMatcher.LowQuality;
import dev.osprey.parity.comparison.CaseFamily;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.ExpectedTensors;
import dev.osprey.parity.comparison.Numbers;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.parity.spec.PeerArguments;
import dev.osprey.parity.spec.RequiredEntries;
import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * mmdetection's anchor generator, valid flags, overlaps, assigner and box coder, piece by piece.
 */
public final class MmdetOpsFamily implements CaseFamily {
  private static final Pattern BASE = Pattern.compile("(rpn_)?anchors\\.base\\.(\\d+)");
  private static final Pattern ASSIGN =
      Pattern.compile("assign\\.(\\w+?)(\\.nofar)?\\.(gt_inds|labels|max_overlaps)");
  private static final Pattern CODER =
      Pattern.compile("coder\\.(\\w+)\\.(encode|decode)(?:_clip(\\d+)x(\\d+))?");

  @Override
  public void run(CaseSpec spec, Comparison comparison) {
    Pieces pieces = new Pieces(spec, comparison, comparison.expected());
    for (String name : comparison.expected().names()) {
      Matcher base = BASE.matcher(name);
      Matcher assign = ASSIGN.matcher(name);
      Matcher coder = CODER.matcher(name);
      if (name.startsWith("in.")) {
        comparison.isInput(name);
      } else if (base.matches()) {
        pieces.baseAnchors(name, base.group(1) != null, Integer.parseInt(base.group(2)));
      } else if (assign.matches()) {
        pieces.assigner(name, assign.group(1), assign.group(2) != null, assign.group(3));
      } else if (coder.matches()) {
        pieces.coder(name, coder);
      } else {
        pieces.other(name);
      }
    }
  }

  private record Pieces(CaseSpec spec, Comparison comparison, ExpectedTensors expected) {

    void other(String name) {
      switch (name) {
        case "anchors.grid" ->
            comparison.tensor(
                name, Numbers.of(anchors().boxes(), anchors().size(), 4), tolerance("anchors_abs"));
        case "anchors.valid_flags" ->
            comparison.tensor(name, Numbers.of(validFlags()), Tolerance.EXACT);
        case "iou" -> overlaps(name, Boxes::iou);
        case "iof" -> overlaps(name, Boxes::covered);
        default -> {} // a tensor that is not compared fails the case
      }
    }

    private Tolerance tolerance(String key) {
      return Tolerance.absolute(Tolerance.stated(spec, key));
    }

    void baseAnchors(String name, boolean ofProposals, int level) {
      float[] cell =
          ofProposals
              ? proposalAnchors(level)
              : retinaAnchors()
                  .cell(level, spec.required("anchors").path("strides").get(level).intValue());
      comparison.tensor(name, Numbers.of(cell, cell.length / 4, 4), tolerance("anchors_abs"));
    }

    /** Returns the anchors of the RPN for any case: scale 8, strides of 4 pixels and more. */
    private static float[] proposalAnchors(int level) {
      return generator(new AnchorSizes.Octaves(8, 1), List.of(0.5, 1.0, 2.0), 0)
          .cell(level, 4 << level);
    }

    private AnchorGenerator retinaAnchors() {
      JsonNode settings = spec.required("anchors");
      List<Double> ratios = new ArrayList<>();
      settings.path("ratios").forEach(ratio -> ratios.add(ratio.doubleValue()));
      return generator(
          new AnchorSizes.Octaves(
              settings.path("octave_base_scale").doubleValue(),
              settings.path("scales_per_octave").intValue()),
          ratios,
          settings.path("center_offset").asDouble(0));
    }

    private static AnchorGenerator generator(
        AnchorSizes sizes, List<Double> ratios, double centerOffset) {
      return new AnchorGenerator(
          new AnchorGenerator.Config(
              sizes,
              List.of(ratios),
              AnchorGenerator.Rounding.NONE,
              AnchorGenerator.Stride.NOMINAL,
              centerOffset));
    }

    private Anchors anchors() {
      JsonNode settings = spec.required("anchors");
      List<Anchors.Grid> grids = new ArrayList<>();
      for (int level = 0; level < settings.path("strides").size(); level++) {
        JsonNode grid = settings.path("grid_hw").get(level);
        grids.add(
            new Anchors.Grid(
                grid.get(0).intValue(),
                grid.get(1).intValue(),
                settings.path("strides").get(level).intValue()));
      }
      // strides are nominal, so the padded size is not used
      return retinaAnchors().generate(grids, new ImageSize(1, 1));
    }

    private int[] validFlags() {
      JsonNode pad = spec.required("anchors").path("valid_flags_pad_shape_hw");
      ImageSize padded = new ImageSize(pad.get(0).intValue(), pad.get(1).intValue());
      int[] flags = new int[anchors().size()];
      AnchorFilter filter =
          new AnchorFilter(new AnchorFilter.Config(AnchorFilter.Cells.OWN_PADDING, null));
      for (int valid : filter.keep(anchors(), padded, padded)) {
        flags[valid] = 1;
      }
      return flags;
    }

    /** Compares the overlaps of each ground-truth box with the first anchors. */
    private void overlaps(String name, Overlap overlap) {
      float[] truth = expected.floats("in.gt");
      float[] grid = expected.floats("anchors.grid");
      int rows = truth.length / 4;
      int columns = (int) expected.shape(name)[1];
      float[] table = new float[rows * columns];
      for (int i = 0; i < table.length; i++) {
        table[i] = overlap.of(truth, i / columns, grid, i % columns);
      }
      comparison.tensor(name, Numbers.of(table, rows, columns), tolerance("iou_abs"));
    }

    void assigner(String name, String assigner, boolean withoutFar, String what) {
      PeerArguments options =
          new PeerArguments(RequiredEntries.of(spec.required("assigners"), assigner));
      boolean ignores = options.flag("uses_gt_ignore");
      MaxIouMatcher matcher = new MaxIouMatcher(config(options));
      options.finish();
      float[] grid = expected.floats("anchors.grid");
      int[] chosen = withoutFar ? nearTruths(grid) : allTruths();
      float[] truth = Boxes.select(expected.floats("in.gt"), chosen);
      float[] ignored = ignores ? expected.floats("in.gt_ignore") : new float[0];
      Matches matches = matcher.match(truth, ignored, grid);
      int[] labels = expected.ints("in.labels");
      switch (what) {
        case "gt_inds" -> indices(name, matches, index -> index + 1);
        case "labels" -> indices(name, matches, index -> index < 0 ? -1 : labels[chosen[index]]);
        default ->
            comparison.tensor(
                name, Numbers.of(matches.ious(), matches.size()), tolerance("iou_abs"));
      }
    }

    private void indices(String name, Matches matches, IntFunction<Integer> toPeer) {
      int[] indices = Arrays.stream(matches.truths()).map(toPeer::apply).toArray();
      comparison.tensor(name, Numbers.of(indices), Tolerance.EXACT);
    }

    private static MaxIouMatcher.Config config(PeerArguments options) {
      boolean lowQuality = options.flag("match_low_quality", true);
      boolean all = options.flag("gt_max_assign_all", true);
      double iof = options.number("ignore_iof_thr", -1);
      boolean ofCandidate = options.flag("ignore_wrt_candidates", true);
      @Nullable IgnoreRule ignore =
          iof <= 0
              ? null
              : new IgnoreRule(
                  iof, ofCandidate ? IgnoreRule.ShareOf.CANDIDATE : IgnoreRule.ShareOf.IGNORED_BOX);
      return new MaxIouMatcher.Config(
          options.number("pos_iou_thr", Double.NaN),
          options.number("neg_iou_thr", Double.NaN),
          !lowQuality
              ? LowQuality.NONE
              : all ? LowQuality.EACH_BOX_TAKES_ALL : LowQuality.EACH_BOX_TAKES_FIRST,
          options.number("min_pos_iou", 0),
          ignore);
    }

    private int[] allTruths() {
      return IntStream.range(0, expected.floats("in.gt").length / 4).toArray();
    }

    /** Returns the ground truth before the first box that overlaps no anchor. */
    private int[] nearTruths(float[] grid) {
      float[] truth = expected.floats("in.gt");
      return Arrays.stream(allTruths()).takeWhile(i -> overlapsSome(truth, i, grid)).toArray();
    }

    private static boolean overlapsSome(float[] truth, int i, float[] grid) {
      for (int anchor = 0; anchor < grid.length / 4; anchor++) {
        if (Boxes.intersection(truth, i, grid, anchor) > 0) {
          return true;
        }
      }
      return false;
    }

    void coder(String name, Matcher match) {
      double limit = Math.abs(Math.log(spec.required("coder").path("wh_ratio_clip").doubleValue()));
      List<Double> deviations =
          match.group(1).equals("rcnn") ? List.of(0.1, 0.1, 0.2, 0.2) : List.of(1.0, 1.0, 1.0, 1.0);
      BoxCoder coder =
          new BoxCoder(
              new BoxCoder.Config(List.of(0.0, 0.0, 0.0, 0.0), deviations, -limit, limit, 0));
      try (TensorScope scope = TensorScope.inference()) {
        Tensor anchors = boxes("in.coder.anchors");
        boolean encodes = match.group(2).equals("encode");
        float[] result =
            Tensors.floats(
                encodes
                    ? coder.encode(boxes("in.coder.gt"), anchors, Device.CPU)
                    : coder.decode(boxes("in.coder.deltas"), anchors, Device.CPU));
        if (match.group(3) != null) {
          Boxes.clip(result, Float.parseFloat(match.group(3)), Float.parseFloat(match.group(4)));
        }
        comparison.tensor(name, Numbers.of(result, result.length / 4, 4), tolerance("coder_abs"));
      }
    }

    private Tensor boxes(String name) {
      float[] boxes = expected.floats(name);
      return Tensors.of(boxes, Device.CPU, boxes.length / 4, 4);
    }
  }

  private interface Overlap {
    float of(float[] a, int i, float[] b, int j);
  }
}
