package dev.osprey.parity.operators;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.networks.Initializer;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.GroupNorm;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.ExpectedTensors;
import dev.osprey.parity.comparison.Numbers;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.spec.CaseError;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.parity.spec.Formula;
import dev.osprey.parity.spec.WeightRules;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.TorchOps;
import dev.osprey.torch.weights.InferenceWeights;
import dev.osprey.torch.weights.Weights;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Layers, by the operations of networks. */
final class LayerOperators implements OpsFamily.Operators {
  private static final Pattern CONV = Pattern.compile("(out|gradw|gradb|gradx)\\.(\\w+)");
  private static final Pattern UPSTREAM = Pattern.compile("(\\S+) range\\((\\S+),(\\S+)\\)");
  private static final Pattern POOL = Pattern.compile("out\\.maxpool_k(\\d+)s(\\d+)(?:p(\\d+))?");
  private static final Pattern NEAREST = Pattern.compile("out\\.nearest_(?:x(\\d+)|(\\d+)x(\\d+))");
  private static final Pattern GROUP_NORM = Pattern.compile("out\\.groupnorm(\\d+)");
  private static final Initializer ZERO = new Initializer.Constant(0);
  private static final double EPS = 1e-5;
  private static final double MOMENTUM = 0.1;

  @Override
  public boolean compare(String name, CaseSpec spec, Comparison comparison) {
    if (!comparison.expected().has("in.x")) {
      return false;
    }
    Layers layers = new Layers(name, spec, comparison);
    return layers.convolution()
        || layers.batchNorm()
        || layers.withoutWeights()
        || layers.groupNorm();
  }

  /** One tensor of one case. */
  private record Layers(String name, CaseSpec spec, Comparison comparison) {

    boolean convolution() {
      Matcher match = CONV.matcher(name);
      if (!match.matches() || !spec.has("convs")) {
        return false;
      }
      for (JsonNode conv : spec.required("convs")) {
        if (conv.path("key").asText().equals(match.group(2))) {
          convolution(match.group(1), conv);
          return true;
        }
      }
      return false;
    }

    private void convolution(String what, JsonNode node) {
      String key = node.path("key").asText();
      ExpectedTensors expected = comparison.expected();
      long[] shape = expected.shape("in.w." + key);
      int groups = node.path("groups").intValue();
      Conv2d conv =
          Conv2d.withBias(
              new Conv2d.Shape(
                  Math.toIntExact(shape[1]) * groups,
                  Math.toIntExact(shape[0]),
                  Math.toIntExact(shape[2]),
                  node.path("stride").intValue(),
                  node.path("padding").intValue(),
                  node.path("dilation").intValue(),
                  groups),
              ZERO,
              ZERO);
      Weights.Source source =
          (path, parameter) -> expected.floats((path.equals("weight") ? "in.w." : "in.b.") + key);
      try (Weights weights = Weights.of(conv, Engine.cpu(), source)) {
        Tensor x = input(1).requires_grad_(true);
        Tensor y = conv.forward(weights.trainingOps(), x);
        compare(what, y, x, weights, node.path("upstream").asText());
      }
    }

    /** Compares the result, or the gradient of its product with a tensor by formula. */
    private void compare(String what, Tensor y, Tensor x, Weights weights, String upstream) {
      if (what.equals("out")) {
        compare(y);
        return;
      }
      Matcher formula = UPSTREAM.matcher(upstream);
      if (!formula.matches()) {
        throw new CaseError("upstream \"" + upstream + "\" is not NAME range(LO,HI)");
      }
      float[] factors =
          Formula.of(spec.salt(), formula.group(1))
              .range(
                  Double.parseDouble(formula.group(2)),
                  Double.parseDouble(formula.group(3)),
                  Math.toIntExact(y.numel()));
      y.mul(Tensors.of(factors, Device.CPU, Tensors.shape(y))).sum().backward();
      switch (what) {
        case "gradw" -> compare(gradient(weights, "weight"));
        case "gradb" -> compare(gradient(weights, "bias"), sumError(factors, y));
        default -> compare(x.grad());
      }
    }

    /**
     * Returns the tolerance of float32 sums of the same numbers in another order: a rounding of
     * 2^-24 for each term of a channel. A bias gradient is such a sum: the peer's differs from the
     * exact one by 1.4e-5 in F8, and libtorch's order depends on the processor.
     */
    private static double sumError(float[] factors, Tensor y) {
      double sum = 0;
      for (float factor : factors) {
        sum += Math.abs(factor);
      }
      return Math.scalb(sum / y.size(1), -24);
    }

    private static Tensor gradient(Weights weights, String path) {
      Tensor tensor = weights.trainable().get(path);
      if (tensor == null) {
        throw new CaseError(path + " is not trained");
      }
      return tensor.grad();
    }

    boolean batchNorm() {
      BatchNorm norm = new BatchNorm(channels(), BatchNorm.Mode.TRAIN, EPS, MOMENTUM);
      WeightRules rules = WeightRules.defaults(spec.salt() + "/bn");
      try (Weights weights =
          Weights.of(
              norm, Engine.cpu(), (path, parameter) -> rules.values(path, parameter.shape()))) {
        Tensor x = input(1).requires_grad_(true);
        Tensor y = norm.forward(weights.trainingOps(), x);
        String upstream = "ly/g/bn range(-1,1)";
        switch (name) {
          case "out.bn_train" -> compare(y);
          case "gradx.bn_train", "gradw.bn_train", "gradb.bn_train" ->
              compare(name.substring(0, 5), y, x, weights, upstream);
          case "out.bn_running_mean" -> compare(weights.get(norm.runningMean()));
          case "out.bn_running_var" -> compare(weights.get(norm.runningVar()));
          case "out.bn_eval_after" -> compare(evaluated(norm, weights));
          default -> {
            return false;
          }
        }
      }
      return true;
    }

    private Tensor evaluated(BatchNorm norm, Weights weights) {
      try (InferenceWeights copy =
          InferenceWeights.of(new SingleNormNetwork(norm), weights, Engine.cpu())) {
        return norm.forward(copy.ops(), input(1));
      }
    }

    boolean groupNorm() {
      Matcher match = GROUP_NORM.matcher(name);
      if (!match.matches()) {
        return false;
      }
      GroupNorm norm = new GroupNorm(channels(), Integer.parseInt(match.group(1)), EPS);
      Weights.Source source =
          (path, parameter) ->
              comparison.expected().floats(path.equals("weight") ? "in.gn.w" : "in.gn.b");
      try (Weights weights = Weights.of(norm, Engine.cpu(), source)) {
        compare(norm.forward(weights.trainingOps(), input(1)));
      }
      return true;
    }

    boolean withoutWeights() {
      try (Weights none =
          Weights.of(new SingleNormNetwork(), Engine.cpu(), (path, parameter) -> new float[0])) {
        TorchOps ops = none.trainingOps();
        Matcher pool = POOL.matcher(name);
        Matcher nearest = NEAREST.matcher(name);
        if (pool.matches()) {
          int padding = pool.group(3) == null ? 0 : Integer.parseInt(pool.group(3));
          compare(
              ops.maxPool(
                  input(1),
                  Integer.parseInt(pool.group(1)),
                  Integer.parseInt(pool.group(2)),
                  padding));
        } else if (nearest.matches()) {
          compare(ops.upsampleNearestLike(input(1), reference(nearest)));
        } else if (name.equals("out.relu6")) {
          compare(ops.activate(input(8), new Activation.Relu6()));
        } else if (name.equals("out.hardswish")) {
          compare(ops.activate(input(4), new Activation.HardSwish()));
        } else {
          return false;
        }
      }
      return true;
    }

    private Tensor reference(Matcher nearest) {
      long[] shape = comparison.expected().shape("in.x");
      if (nearest.group(1) != null) {
        shape[2] *= Long.parseLong(nearest.group(1));
        shape[3] *= Long.parseLong(nearest.group(1));
      } else {
        shape[2] = Long.parseLong(nearest.group(2));
        shape[3] = Long.parseLong(nearest.group(3));
      }
      float[] zeros = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b))];
      return Tensors.of(zeros, Device.CPU, shape);
    }

    private int channels() {
      return Math.toIntExact(comparison.expected().shape("in.x")[1]);
    }

    private Tensor input(double factor) {
      ExpectedTensors expected = comparison.expected();
      Tensor x = Tensors.of(expected.floats("in.x"), Device.CPU, expected.shape("in.x"));
      return factor == 1 ? x : x.mul(new Scalar(factor));
    }

    private void compare(Tensor result) {
      compare(result, 0);
    }

    private void compare(Tensor result, double sumError) {
      Tolerance tolerance = Tolerance.absolute(Tolerance.stated(spec, "abs") + sumError);
      comparison.tensor(name, Numbers.of(Tensors.floats(result), Tensors.shape(result)), tolerance);
    }
  }
}
