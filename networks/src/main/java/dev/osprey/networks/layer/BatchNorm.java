package dev.osprey.networks.layer;

import dev.osprey.networks.Initializer;
import dev.osprey.networks.Parameter;
import dev.osprey.networks.Parameter.Kind;

/** Batch normalization (Ioffe &amp; Szegedy 2015) over (N, H, W). */
public final class BatchNorm extends Norm {

  /** The parts of the norm that training changes. Inference always uses the running statistics. */
  public enum Mode {
    /** Uses batch statistics and updates the running statistics; scale and shift train. */
    TRAIN,
    /** Uses the running statistics and keeps them; scale and shift train (pytorch-retinanet). */
    EVAL,
    /**
     * Nothing trains, but scale and shift remain parameters: mmdetection's {@code
     * requires_grad=False} with {@code norm_eval=True}. Checkpoints have the same keys as in {@link
     * #EVAL}.
     */
    EVAL_FROZEN,
    /** Nothing trains, and scale and shift are buffers: torchvision's FrozenBatchNorm2d. */
    FROZEN
  }

  private final double eps;
  private final double momentum;
  private Mode mode;
  private final Parameter weight;
  private final Parameter bias;
  private final Parameter runningMean;
  private final Parameter runningVar;

  public BatchNorm(int channels, Mode mode, double eps, double momentum) {
    this.mode = mode;
    this.eps = eps;
    this.momentum = momentum;
    Kind affine = mode == Mode.FROZEN ? Kind.BUFFER : Kind.WEIGHT;
    Initializer zero = new Initializer.Constant(0);
    Initializer one = new Initializer.Constant(1);
    weight = parameter("weight", new Parameter(affine, one, channels));
    bias = parameter("bias", new Parameter(affine, zero, channels));
    runningMean = parameter("running_mean", new Parameter(Kind.BUFFER, zero, channels));
    runningVar = parameter("running_var", new Parameter(Kind.BUFFER, one, channels));
    if (mode == Mode.EVAL_FROZEN) {
      freeze();
    }
  }

  public Mode mode() {
    return mode;
  }

  public double eps() {
    return eps;
  }

  /** Weight of the batch statistics in the running statistics at each step. */
  public double momentum() {
    return momentum;
  }

  public Parameter weight() {
    return weight;
  }

  public Parameter bias() {
    return bias;
  }

  public Parameter runningMean() {
    return runningMean;
  }

  public Parameter runningVar() {
    return runningVar;
  }

  @Override
  protected void onFreeze() {
    if (mode != Mode.EVAL_FROZEN) {
      mode = Mode.FROZEN;
    }
  }

  @Override
  public <T> T forward(Ops<T> ops, T x) {
    return ops.batchNorm(x, this);
  }
}
