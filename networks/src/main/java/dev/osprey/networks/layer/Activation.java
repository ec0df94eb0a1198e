package dev.osprey.networks.layer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.core.text.UserError;

/** An elementwise activation after a convolution or a norm. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Activation.Identity.class, name = "none"),
  @JsonSubTypes.Type(value = Activation.Relu.class, name = "relu"),
  @JsonSubTypes.Type(value = Activation.LeakyRelu.class, name = "leaky-relu"),
  @JsonSubTypes.Type(value = Activation.Relu6.class, name = "relu6"),
  @JsonSubTypes.Type(value = Activation.HardSwish.class, name = "hard-swish")
})
public sealed interface Activation {
  Activation NONE = new Identity();
  Activation RELU = new Relu();

  /** A visitor with one method for each activation, so that a backend cannot leave one out. */
  interface Visitor<T> {
    T identity(Identity activation);

    T relu(Relu activation);

    T leakyRelu(LeakyRelu activation);

    T relu6(Relu6 activation);

    T hardSwish(HardSwish activation);
  }

  /** Calls the visitor's method for this activation. */
  <T> T accept(Visitor<T> visitor);

  /** x. */
  record Identity() implements Activation {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.identity(this);
    }
  }

  /** max(x, 0). */
  record Relu() implements Activation {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.relu(this);
    }
  }

  /** x if it is positive, {@code slope · x} otherwise. */
  record LeakyRelu(double slope) implements Activation {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.leakyRelu(this);
    }
  }

  /** min(max(x, 0), 6). */
  record Relu6() implements Activation {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.relu6(this);
    }
  }

  /** x · min(max(x + 3, 0), 6) / 6 (Howard et al. 2019). */
  record HardSwish() implements Activation {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.hardSwish(this);
    }
  }

  /** Requires a slope in [0, 1) in the settings of {@code part}, as {@link #leaky} takes it. */
  static void requireSlope(String part, double leakySlope) {
    if (!(leakySlope >= 0 && leakySlope < 1)) {
      throw new UserError(
          part
              + ": leakySlope is "
              + leakySlope
              + "; give 0 (plain ReLU) or more, below 1 (usual: 0.1)");
    }
  }

  /** Returns a leaky ReLU, or a plain ReLU if the slope is 0. */
  static Activation leaky(double slope) {
    return slope == 0 ? RELU : new LeakyRelu(slope);
  }
}
