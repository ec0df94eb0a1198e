package dev.osprey.parity.family;

import dev.osprey.core.BoxSideConvention;
import dev.osprey.core.Boxes;
import dev.osprey.core.Nms;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.coding.LandmarkCoder;
import dev.osprey.detection.loss.SoftmaxCrossEntropy;
import dev.osprey.parity.comparison.CaseFamily;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.Numbers;
import dev.osprey.parity.comparison.TensorValues;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.parity.spec.PeerArguments;
import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Pytorch_Retinaface's coders, overlaps and NMS.
 *
 * <p>Its priors are centres and sides in parts of the image, ours are corners in pixels. Corners of
 * such small numbers lose digits of the sides in float32, so the coders get them in float64; in
 * pixels, corners of priors are integers or halves and exact.
 */
public final class RetinaFaceCodecFamily implements CaseFamily {
  private static final String NMS = "out.py_cpu_nms.";

  @Override
  public void run(CaseSpec spec, Comparison comparison) {
    List<Double> variance =
        List.of(
            spec.required("variance").get(0).doubleValue(),
            spec.required("variance").get(1).doubleValue());
    try (TensorScope scope = TensorScope.inference()) {
      Pieces pieces = new Pieces(spec, comparison, variance);
      comparison.expected().names().forEach(pieces::compare);
    }
  }

  /** Returns the coder with the variances of a case. */
  static BoxCoder.Config boxCoder(PeerArguments options, BoxCoder.Config base) {
    List<Double> variance = options.numbers("variance", List.of());
    return variance.isEmpty() ? base : boxCoder(variance);
  }

  private static BoxCoder.Config boxCoder(List<Double> variance) {
    return new BoxCoder.Config(
        List.of(0.0, 0.0, 0.0, 0.0),
        List.of(variance.get(0), variance.get(0), variance.get(1), variance.get(1)),
        null,
        null,
        0);
  }

  private record Pieces(CaseSpec spec, Comparison comparison, List<Double> variance) {

    void compare(String name) {
      if (name.startsWith("in.")) {
        comparison.isInput(name);
      } else if (name.startsWith(NMS)) {
        comparison.tensor(
            name,
            Numbers.of(nms(Double.parseDouble(name.substring(NMS.length())))),
            Tolerance.EXACT);
      } else {
        Supplier<Tensor> ours = ours(name);
        if (ours != null) {
          comparison.tensor(name, TensorValues.of(ours.get()), tolerance());
        }
      }
    }

    private @Nullable Supplier<Tensor> ours(String name) {
      BoxCoder boxes = new BoxCoder(boxCoder(variance));
      LandmarkCoder landmarks = new LandmarkCoder(new LandmarkCoder.Config(variance.get(0)));
      return switch (name) {
        case "out.decode" -> () -> boxes.decode(in("in.loc", 4), corners(), Device.CPU);
        case "out.encode" -> () -> boxes.encode(in("in.gt", 4), corners(), Device.CPU);
        case "out.decode_landm" -> () -> landmarks.decode(in("in.landm", 10), corners());
        case "out.encode_landm" -> () -> landmarks.encode(in("in.gt_landm", 10), corners());
        case "out.jaccard" -> this::overlaps;
        case "out.log_sum_exp" -> this::logSumExp;
        default -> null;
      };
    }

    private Tolerance tolerance() {
      return new Tolerance(Tolerance.stated(spec, "abs"), Tolerance.stated(spec, "rel"));
    }

    private Tensor in(String name, int width) {
      float[] values = comparison.expected().floats(name);
      return Tensors.of(values, Device.CPU, values.length / width, width).to(ScalarType.Double);
    }

    /** Returns the priors as xyxy. */
    private Tensor corners() {
      Tensor priors = in("in.priors", 4);
      Tensor centers = priors.narrow(1, 0, 2);
      Tensor half = priors.narrow(1, 2, 2).mul(new Scalar(0.5));
      return torch.cat(new TensorVector(centers.sub(half), centers.add(half)), 1);
    }

    private Tensor overlaps() {
      float[] truth = comparison.expected().floats("in.gt");
      float[] priors = Tensors.floats(corners());
      int rows = (int) comparison.expected().shape("out.jaccard")[0];
      int columns = priors.length / 4;
      float[] table = new float[rows * columns];
      for (int i = 0; i < table.length; i++) {
        table[i] = Boxes.iou(truth, i / columns, priors, i % columns);
      }
      return Tensors.of(table, Device.CPU, rows, columns);
    }

    /** Returns log-sum-exp: the loss of the first output plus that output. */
    private Tensor logSumExp() {
      Tensor logits = in("in.lse", 2);
      int rows = (int) logits.size(0);
      int[] background = new int[rows];
      Arrays.fill(background, -1);
      return new SoftmaxCrossEntropy(SoftmaxCrossEntropy.Background.FIRST, null)
          .ofRows(logits, background, Device.CPU)
          .add(logits.select(1, 0))
          .view(rows, 1);
    }

    private int[] nms(double threshold) {
      float[] rows = comparison.expected().floats("in.nms_dets");
      float[] boxes = new float[rows.length / 5 * 4];
      float[] scores = new float[rows.length / 5];
      for (int i = 0; i < scores.length; i++) {
        System.arraycopy(rows, 5 * i, boxes, 4 * i, 4);
        boxes[4 * i + 2] += BoxSideConvention.INCLUSIVE.added();
        boxes[4 * i + 3] += BoxSideConvention.INCLUSIVE.added();
        scores[i] = rows[5 * i + 4];
      }
      return Nms.keep(boxes, scores, threshold);
    }
  }
}
