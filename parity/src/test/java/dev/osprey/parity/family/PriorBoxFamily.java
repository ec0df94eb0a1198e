package dev.osprey.parity.family;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.core.ImageSize;
import dev.osprey.detection.OneStageDetector;
import dev.osprey.detection.anchor.AnchorGenerator;
import dev.osprey.detection.anchor.AnchorSizes;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.preset.Presets;
import dev.osprey.parity.comparison.CaseFamily;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.Numbers;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.parity.spec.PeerArguments;
import java.util.ArrayList;
import java.util.List;

/** Pytorch_Retinaface's priors: centres and sides in parts of the image's sides. */
public final class PriorBoxFamily implements CaseFamily {

  @Override
  public void run(CaseSpec spec, Comparison comparison) {
    AnchorGenerator.Config base =
        ((OneStageDetector.Config) Presets.config("retinaface-mobilenet025")).anchors();
    for (JsonNode variant : spec.required("variants")) {
      JsonNode size = variant.path("hw");
      ImageSize image = new ImageSize(size.get(0).intValue(), size.get(1).intValue());
      Anchors anchors = anchors(variant, anchors(new PeerArguments(variant), base), image);
      if (anchors.size() != variant.path("count").intValue()) {
        comparison.fail(variant.path("key").asText() + ": " + anchors.size() + " priors");
      }
      comparison.tensor(
          "priors." + variant.path("key").asText(),
          normalised(anchors, image),
          Tolerance.absolute(Tolerance.stated(spec, "abs")));
    }
  }

  /**
   * Returns the priors of an image with feature maps of the sizes that the peer computes.
   *
   * @param options with the peer's {@code steps}
   */
  static Anchors anchors(JsonNode options, AnchorGenerator.Config config, ImageSize image) {
    List<Anchors.Grid> grids = new ArrayList<>();
    for (JsonNode step : options.path("steps")) {
      grids.add(grid(image, step.intValue()));
    }
    return new AnchorGenerator(config).generate(grids, image);
  }

  /** Returns the grid of a feature map whose cells cover the image. */
  private static Anchors.Grid grid(ImageSize image, int step) {
    return new Anchors.Grid(
        (image.height() + step - 1) / step, (image.width() + step - 1) / step, step);
  }

  /** Returns the anchors of a case; steps are the strides of the network. */
  static AnchorGenerator.Config anchors(PeerArguments options, AnchorGenerator.Config base) {
    List<List<Double>> sizes = options.lists("min_sizes");
    options.numbers("steps", List.of());
    return new AnchorGenerator.Config(
        sizes.isEmpty() ? base.sizes() : new AnchorSizes.Pixels(sizes),
        base.ratios(),
        base.rounding(),
        base.stride(),
        base.centerOffset(),
        options.flag("clip") ? AnchorGenerator.Clip.CENTER_AND_SIDES : null);
  }

  /**
   * Returns priors (R, 4): centre x, centre y, width, height, in parts of the image's sides, as
   * float32.
   */
  static Numbers normalised(Anchors anchors, ImageSize image) {
    float[] boxes = anchors.boxes();
    float[] priors = new float[boxes.length];
    for (int i = 0; i < boxes.length; i += 4) {
      for (int axis = 0; axis < 2; axis++) {
        double side = axis == 0 ? image.width() : image.height();
        double low = boxes[i + axis];
        double high = boxes[i + axis + 2];
        priors[i + axis] = (float) ((low + high) / 2 / side);
        priors[i + axis + 2] = (float) ((high - low) / side);
      }
    }
    return Numbers.of(priors, anchors.size(), 4);
  }
}
