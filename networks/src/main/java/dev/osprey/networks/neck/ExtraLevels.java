package dev.osprey.networks.neck;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.core.CountLimit;
import dev.osprey.core.text.UserError;
import dev.osprey.networks.layer.NormConfig;

/** Pyramid levels above the coarsest map of the backbone, each half as large as the one before. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ExtraLevels.None.class, name = "none"),
  @JsonSubTypes.Type(value = ExtraLevels.MaxPool.class, name = "max-pool"),
  @JsonSubTypes.Type(value = ExtraLevels.Convolutions.class, name = "convolutions")
})
public sealed interface ExtraLevels {

  /** A visitor with one method for each kind, so that a backend cannot leave one out. */
  interface Visitor<T> {
    T none(None levels);

    T maxPool(MaxPool levels);

    T convolutions(Convolutions levels);
  }

  /** Calls the visitor's method for this kind. */
  <T> T accept(Visitor<T> visitor);

  /** Number of extra levels. */
  int count();

  /** No further level. */
  record None() implements ExtraLevels {
    @Override
    public int count() {
      return 0;
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.none(this);
    }
  }

  /**
   * Levels that take every second pixel of the level before: max pooling with kernel 1 and stride
   * 2.
   */
  record MaxPool(int count) implements ExtraLevels {
    public MaxPool {
      requireCount(count);
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.maxPool(this);
    }
  }

  /**
   * 3x3 convolutions of stride 2, one after another.
   *
   * @param source input of the first convolution
   * @param between activation before each convolution except the first
   * @param norm follows each
   */
  record Convolutions(int count, Source source, Between between, NormConfig norm)
      implements ExtraLevels {
    public Convolutions {
      requireCount(count);
    }

    /** Returns P6 and P7 with a ReLU between them, as in RetinaNet (Lin et al. 2017). */
    public static Convolutions p6p7(Source source) {
      return new Convolutions(2, source, Between.RELU, new NormConfig.None());
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.convolutions(this);
    }
  }

  /** The input of the first extra convolution. */
  enum Source {
    /** The backbone's coarsest map: Lin et al. 2017, torchvision v2, pytorch-retinanet. */
    C5,
    /** The pyramid's coarsest map: torchvision v1. */
    P5
  }

  /** The activation between two extra convolutions. */
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
