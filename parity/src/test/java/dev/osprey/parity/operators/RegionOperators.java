package dev.osprey.parity.operators;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.networks.layer.LevelMapper;
import dev.osprey.networks.layer.RegionPooling;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.ExpectedTensors;
import dev.osprey.parity.comparison.TensorValues;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.spec.CaseError;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.parity.spec.Formula;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.weights.Weights;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;

/** RoIAlign and RoI pooling, forward and gradient. */
final class RegionOperators implements OpsFamily.Operators {
  private static final Pattern NAME = Pattern.compile("(out|gradx)\\.(roi_.+)");
  private static final Pattern UPSTREAM = Pattern.compile(".*'(.+?)'.*");

  @Override
  public boolean compare(String name, CaseSpec spec, Comparison comparison) {
    Matcher match = NAME.matcher(name);
    if (!match.matches()) {
      return false;
    }
    JsonNode variant = variant(spec, match.group(2));
    ExpectedTensors expected = comparison.expected();
    int stride = (int) Math.round(1 / spec.required("spatial_scale").doubleValue());
    try (Weights none = Weights.initialize(new SingleNormNetwork(), Engine.cpu(), 0)) {
      Tensor map =
          Tensors.of(expected.floats("in.x"), Device.CPU, expected.shape("in.x"))
              .requires_grad_(true);
      float[] rois = expected.floats("in.rois");
      Tensor regions = Tensors.of(rois, Device.CPU, rois.length / 5, 5);
      Tensor pooled =
          none.trainingOps().poolRegions(List.of(map), List.of(stride), regions, pooling(variant));
      if (match.group(1).equals("out")) {
        Tolerance tolerance = Tolerance.absolute(Tolerance.stated(spec, "abs"));
        comparison.tensor(name, TensorValues.of(pooled), tolerance);
      } else {
        float[] upstream =
            Formula.of(spec.salt(), upstream(variant))
                .range(-1, 1, Math.toIntExact(pooled.numel()));
        pooled.mul(Tensors.of(upstream, Device.CPU, Tensors.shape(pooled))).sum().backward();
        Tolerance tolerance = Tolerance.absolute(Tolerance.stated(spec, "grad_abs"));
        comparison.tensor(name, TensorValues.of(map.grad()), tolerance);
      }
    }
    return true;
  }

  private static JsonNode variant(CaseSpec spec, String key) {
    for (JsonNode variant : spec.required("variants")) {
      if (variant.path("key").asText().equals(key)) {
        return variant;
      }
    }
    throw new CaseError("spec.json has no variant " + key);
  }

  private static RegionPooling pooling(JsonNode variant) {
    int height = variant.path("size").get(0).intValue();
    int width = variant.path("size").get(1).intValue();
    LevelMapper mapper = LevelMapper.standard();
    if (variant.path("op").asText().equals("roi_pool")) {
      return new RegionPooling.Max(height, width, mapper);
    }
    return new RegionPooling.Align(
        height,
        width,
        Math.max(0, variant.path("sampling_ratio").intValue()),
        variant.path("aligned").asBoolean()
            ? RegionPooling.Offset.HALF_PIXEL
            : RegionPooling.Offset.NONE,
        mapper);
  }

  private static String upstream(JsonNode variant) {
    String text = variant.path("upstream_grad").asText();
    Matcher match = UPSTREAM.matcher(text);
    if (!match.matches()) {
      throw new CaseError("upstream_grad \"" + text + "\" names no formula");
    }
    return match.group(1);
  }
}
