package dev.osprey.parity.operators;

import dev.osprey.detection.loss.FocalLoss;
import dev.osprey.detection.loss.GiouLoss;
import dev.osprey.detection.loss.SmoothL1Loss;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.ExpectedTensors;
import dev.osprey.parity.comparison.Numbers;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Losses with the gradient of their sum. */
final class LossOperators implements OpsFamily.Operators {
  private static final Pattern SMOOTH_L1 =
      Pattern.compile("smooth_l1\\.beta([\\d.]+)\\.(none|sum|mean)");
  private static final Pattern FOCAL = Pattern.compile("focal\\.alpha(-?[\\d.]+)\\.gamma([\\d.]+)");
  private static final Pattern NAME = Pattern.compile("(out|grad)\\.(.+)");
  private static final double GIOU_EPS = 1e-7;

  /** A loss as a function of one input. */
  private record Loss(String input, UnaryOperator<Tensor> function) {}

  @Override
  public boolean compare(String name, CaseSpec spec, Comparison comparison) {
    Matcher match = NAME.matcher(name);
    if (!match.matches()) {
      return false;
    }
    ExpectedTensors expected = comparison.expected();
    Loss loss = loss(match.group(2), expected);
    if (loss == null) {
      return false;
    }
    Tensor input = Tensors.of(expected.floats(loss.input), Device.CPU, expected.shape(loss.input));
    input.requires_grad_(true);
    Tensor value = loss.function.apply(input);
    Tensor result = value;
    if (match.group(1).equals("grad")) {
      value.sum().backward();
      result = input.grad();
    }
    long[] shape = result.dim() == 0 ? new long[] {1} : Tensors.shape(result);
    Tolerance tolerance =
        new Tolerance(Tolerance.stated(spec, "abs"), Tolerance.stated(spec, "rel"));
    comparison.tensor(name, Numbers.of(Tensors.floats(result), shape), tolerance);
    return true;
  }

  private static @Nullable Loss loss(String name, ExpectedTensors expected) {
    Matcher smooth = SMOOTH_L1.matcher(name);
    if (smooth.matches()) {
      Tensor target = tensor(expected, "in.b");
      SmoothL1Loss loss = new SmoothL1Loss(beta(smooth.group(1)));
      return new Loss("in.a", a -> reduce(loss.elementwise(a, target), smooth.group(2)));
    }
    Matcher focal = FOCAL.matcher(name);
    if (focal.matches()) {
      Tensor targets = tensor(expected, "in.targets");
      FocalLoss loss =
          new FocalLoss(Double.parseDouble(focal.group(1)), Double.parseDouble(focal.group(2)));
      return new Loss("in.logits", logits -> loss.of(logits, targets));
    }
    return switch (name) {
      case "bce_logits_mean" -> {
        // focal loss without focus and balance
        Tensor targets = tensor(expected, "in.targets");
        yield new Loss("in.logits", logits -> new FocalLoss(-1, 0).of(logits, targets).mean());
      }
      case "cross_entropy" -> {
        long[] labels = Arrays.stream(expected.ints("in.ce_labels")).asLongStream().toArray();
        Tensor target = Tensors.of(labels, Device.CPU, labels.length);
        yield new Loss("in.ce_logits", logits -> torch.cross_entropy_loss(logits, target));
      }
      case "giou_loss" -> {
        Tensor target = tensor(expected, "in.giou.target");
        yield new Loss("in.giou.pred", boxes -> new GiouLoss(GIOU_EPS).of(boxes, target));
      }
      default -> null;
    };
  }

  private static Tensor tensor(ExpectedTensors expected, String name) {
    return Tensors.of(expected.floats(name), Device.CPU, expected.shape(name));
  }

  private static Tensor reduce(Tensor elements, String reduction) {
    return switch (reduction) {
      case "sum" -> elements.sum();
      case "mean" -> elements.mean();
      default -> elements;
    };
  }

  /** Returns the exact parameter of a name, which has three decimals: 0.111 means 1/9. */
  private static double beta(String text) {
    double rounded = Double.parseDouble(text);
    for (int n = 1; n <= 20; n++) {
      if (String.format(Locale.ROOT, "%.3f", 1.0 / n).equals(text)) {
        return 1.0 / n;
      }
    }
    return rounded;
  }
}
