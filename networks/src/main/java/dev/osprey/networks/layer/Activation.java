package dev.osprey.networks.layer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.core.text.UserError;

/** What follows a norm or a convolution, element by element. */
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

  /** Nothing. */
  record Identity() implements Activation {}

  /** max(x, 0). */
  record Relu() implements Activation {}

  /** x where positive, else {@code slope · x}. */
  record LeakyRelu(double slope) implements Activation {}

  /** min(max(x, 0), 6). */
  record Relu6() implements Activation {}

  /** x · min(max(x + 3, 0), 6) / 6 (Howard et al. 2019). */
  record HardSwish() implements Activation {}

  /** Refuses a slope that {@link #leaky} is not meant for, in the settings of {@code part}. */
  static void requireSlope(String part, double leakySlope) {
    if (!(leakySlope >= 0 && leakySlope < 1)) {
      throw new UserError(
          part
              + ": leakySlope is "
              + leakySlope
              + "; give 0 (plain ReLU) or more, below 1 (usual: 0.1)");
    }
  }

  /** Leaky ReLU, which is a plain ReLU where the slope is 0. */
  static Activation leaky(double slope) {
    return slope == 0 ? RELU : new LeakyRelu(slope);
  }
}
