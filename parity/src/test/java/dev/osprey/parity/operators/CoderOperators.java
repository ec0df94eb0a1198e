package dev.osprey.parity.operators;

import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.ExpectedTensors;
import dev.osprey.parity.comparison.Numbers;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;

/** torchvision's BoxCoder; a row of codes may hold several classes. */
final class CoderOperators implements OpsFamily.Operators {
  private static final Pattern NAME = Pattern.compile("out\\.(encode|decode)\\.w(\\d+)");

  @Override
  public boolean compare(String name, CaseSpec spec, Comparison comparison) {
    Matcher match = NAME.matcher(name);
    if (!match.matches()) {
      return false;
    }
    double maxLogSize = spec.root().path("bbox_xform_clip").asDouble(Math.log(1000.0 / 16));
    BoxCoder coder =
        new BoxCoder(
            new BoxCoder.Config(
                List.of(0.0, 0.0, 0.0, 0.0),
                deviations(Double.parseDouble(match.group(2))),
                null,
                maxLogSize,
                0));
    ExpectedTensors expected = comparison.expected();
    float[] proposals = expected.floats("in.proposals");
    int rows = proposals.length / 4;
    Tensor anchors = Tensors.of(proposals, Device.CPU, rows, 4);
    if (match.group(1).equals("encode")) {
      Tensor boxes = Tensors.of(expected.floats("in.gt"), Device.CPU, rows, 4);
      float[] deltas = Tensors.floats(coder.encode(boxes, anchors, Device.CPU));
      comparison.tensor(name, Numbers.of(deltas, rows, 4), tolerance(spec, "encode_abs"));
    } else {
      float[] codes = expected.floats("in.codes");
      int columns = codes.length / rows;
      Tensor deltas = Tensors.of(codes, Device.CPU, rows, columns / 4, 4);
      float[] boxes = Tensors.floats(coder.decode(deltas, anchors.unsqueeze(1), Device.CPU));
      comparison.tensor(name, Numbers.of(boxes, rows, columns), tolerance(spec, "decode_abs"));
    }
    return true;
  }

  /** Returns the weights of a setting: (1, 1, 1, 1), or (10, 10, 5, 5) for region heads. */
  private static List<Double> deviations(double weight) {
    double ofSizes = weight == 1 ? 1 : weight / 2;
    return List.of(1 / weight, 1 / weight, 1 / ofSizes, 1 / ofSizes);
  }

  private static Tolerance tolerance(CaseSpec spec, String key) {
    return Tolerance.absolute(Tolerance.stated(spec, key));
  }
}
