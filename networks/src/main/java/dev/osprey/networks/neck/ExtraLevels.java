package dev.osprey.networks.neck;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.core.CountLimit;
import dev.osprey.core.text.UserError;
import dev.osprey.networks.layer.NormConfig;

/** How a pyramid goes on above the backbone's coarsest map, each level half as large. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ExtraLevels.None.class, name = "none"),
  @JsonSubTypes.Type(value = ExtraLevels.MaxPool.class, name = "max-pool"),
  @JsonSubTypes.Type(value = ExtraLevels.Convolutions.class, name = "convolutions")
})
public sealed interface ExtraLevels {

  /** How many levels are added. */
  int count();

  /** No further level. */
  record None() implements ExtraLevels {
    @Override
    public int count() {
      return 0;
    }
  }

  /** Every second pixel of the level below: max pooling with kernel 1, stride 2. */
  record MaxPool(int count) implements ExtraLevels {
    public MaxPool {
      requireCount(count);
    }
  }

  /**
   * 3x3 convolutions of stride 2, one after another.
   *
   * @param source what the first one reads
   * @param between what stands before each one but the first
   * @param norm follows each
   */
  record Convolutions(int count, Source source, Between between, NormConfig norm)
      implements ExtraLevels {
    public Convolutions {
      requireCount(count);
    }

    /** P6 and P7, with a ReLU between them, as RetinaNet has them (Lin et al. 2017). */
    public static Convolutions p6p7(Source source) {
      return new Convolutions(2, source, Between.RELU, new NormConfig.None());
    }
  }

  /** What the first extra convolution reads. */
  enum Source {
    /** The backbone's coarsest map: Lin et al. 2017, torchvision v2, pytorch-retinanet. */
    C5,
    /** The pyramid's coarsest map: torchvision v1. */
    P5
  }

  /** What stands between two extra convolutions. */
  enum Between {
    NOTHING,
    RELU
  }

  private static void requireCount(int count) {
    if (count < 1) {
      throw new UserError(
          "fpn: extraLevels.count is " + count + "; give 1 or more, or type: none for no level");
    }
    CountLimit.LEVELS.require("fpn: extraLevels.count", count);
  }
}
