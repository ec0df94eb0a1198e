package dev.osprey.data.transform;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.core.CountLimit;
import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;

/** The rule for the size of an image before padding. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ResizeRule.None.class, name = "none"),
  @JsonSubTypes.Type(value = ResizeRule.Factor.class, name = "factor"),
  @JsonSubTypes.Type(value = ResizeRule.ShortestSide.class, name = "shortest-side"),
  @JsonSubTypes.Type(value = ResizeRule.FixedSize.class, name = "fixed-size")
})
public sealed interface ResizeRule {

  /** A visitor with one method for each rule, so that none can be left out. */
  interface Visitor<T> {
    T none(None rule);

    T factor(Factor rule);

    T fixedSize(FixedSize rule);

    T shortestSide(ShortestSide rule);
  }

  /** Calls the visitor's method for this rule. */
  <T> T accept(Visitor<T> visitor);

  /** The resized size, and the scaling of the boxes. */
  ResizedGeometry geometry(ImageSize original);

  Interpolation interpolation();

  /** Returns the rule with all sizes and limits multiplied by {@code factor}. */
  ResizeRule scaledBy(double factor);

  /**
   * The rule for inference at another scale: images are enlarged by {@code factor}, even where this
   * rule leaves them unchanged. At 1 it is this rule.
   */
  default ResizeRule atScale(double factor) {
    return factor == 1 ? this : scaledBy(factor);
  }

  /** The rule with another shortest side. */
  ResizeRule withShortestSide(int side);

  /** Leaves images unchanged. */
  record None() implements ResizeRule {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.none(this);
    }

    @Override
    public ResizedGeometry geometry(ImageSize original) {
      return new ResizedGeometry(original, original, 1, BoxScaling.PER_AXIS);
    }

    @Override
    public Interpolation interpolation() {
      return Interpolation.BILINEAR;
    }

    @Override
    public ResizeRule scaledBy(double factor) {
      throw unfit("scale-jitter");
    }

    @Override
    public ResizeRule atScale(double factor) {
      return factor == 1 ? this : new Factor(factor, interpolation());
    }

    @Override
    public ResizeRule withShortestSide(int side) {
      throw unfit("shortest-side-choice");
    }

    private static UserError unfit(String augmentation) {
      return new UserError(
          "augmentation "
              + augmentation
              + " changes how images are resized, but resize is none. Take it out, or set resize"
              + " to shortest-side");
    }
  }

  /**
   * Enlarges images by a factor, whatever their size. Sides are rounded to the nearest number of
   * pixels, a half to the even one, and are at least 1.
   */
  record Factor(double factor, Interpolation interpolation) implements ResizeRule {
    public Factor {
      if (!(factor > 0 && Double.isFinite(factor))) {
        throw new UserError("resize has factor " + factor + "; it needs a positive number");
      }
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.factor(this);
    }

    @Override
    public ResizedGeometry geometry(ImageSize original) {
      ImageSize resized = new ImageSize(resize(original.height()), resize(original.width()));
      return new ResizedGeometry(original, resized, factor, BoxScaling.PER_AXIS);
    }

    private int resize(int pixels) {
      return Math.max(1, (int) Math.rint(pixels * factor));
    }

    @Override
    public ResizeRule scaledBy(double other) {
      return new Factor(factor * other, interpolation);
    }

    @Override
    public ResizeRule withShortestSide(int side) {
      throw new UserError(
          "augmentation shortest-side-choice chooses a shortest side, but resize is by a factor."
              + " Take it out, or set resize to shortest-side");
    }
  }

  /**
   * Resizes every image to these sides, whatever its aspect ratio.
   *
   * @param height in pixels
   * @param width in pixels
   */
  record FixedSize(int height, int width, Interpolation interpolation) implements ResizeRule {
    public FixedSize {
      if (height < 1 || width < 1) {
        throw new UserError(
            "resize has height " + height + " and width " + width + "; each needs to be 1 or more");
      }
      CountLimit.SIDE.require("resize: height", height);
      CountLimit.SIDE.require("resize: width", width);
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.fixedSize(this);
    }

    @Override
    public ResizedGeometry geometry(ImageSize original) {
      double scale =
          Math.min((double) height / original.height(), (double) width / original.width());
      ImageSize resized = new ImageSize(height, width);
      return new ResizedGeometry(original, resized, scale, BoxScaling.PER_AXIS);
    }

    @Override
    public ResizeRule scaledBy(double factor) {
      return new FixedSize(scaled(height, factor), scaled(width, factor), interpolation);
    }

    @Override
    public ResizeRule withShortestSide(int side) {
      return scaledBy((double) side / Math.min(height, width));
    }

    private static int scaled(int side, double factor) {
      return Math.max(1, (int) Math.rint(side * factor));
    }
  }

  /**
   * Scales an image, keeping its aspect ratio, until its shorter side is {@code side}, or less
   * where its longer side would exceed {@code longest}. Sides are at least 1, whatever the aspect
   * ratio.
   *
   * @param side in pixels
   * @param longest in pixels
   */
  record ShortestSide(
      int side,
      int longest,
      SizeRounding rounding,
      Interpolation interpolation,
      BoxScaling boxScaling)
      implements ResizeRule {

    public ShortestSide {
      if (side < 1 || longest < side) {
        throw new UserError(
            "resize has side "
                + side
                + " and longest "
                + longest
                + "; it needs 1 <= side <= longest");
      }
      CountLimit.SIDE.require("resize: side", side);
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.shortestSide(this);
    }

    @Override
    public ResizedGeometry geometry(ImageSize original) {
      double scale = scale(original);
      ImageSize resized =
          new ImageSize(resize(original.height(), scale), resize(original.width(), scale));
      return new ResizedGeometry(original, resized, scale, boxScaling);
    }

    private double scale(ImageSize original) {
      int shorter = Math.min(original.height(), original.width());
      int longer = Math.max(original.height(), original.width());
      if (rounding == SizeRounding.FLOOR) {
        // A rounded reciprocal, then a rounded product, as torch divides a number by a tensor.
        // Otherwise 375 pixels would become 800, not 799.
        return Math.min(1f / shorter * side, 1f / longer * longest);
      }
      double scale = (double) side / shorter;
      if (rounding == SizeRounding.NEAREST_UP) {
        return Math.min((double) longest / longer, scale);
      }
      return longer * scale > longest ? (double) longest / longer : scale;
    }

    private int resize(int pixels, double scale) {
      double resized = pixels * scale;
      double whole =
          switch (rounding) {
            case FLOOR -> Math.floor(resized);
            case NEAREST_EVEN -> Math.rint(resized);
            case NEAREST_UP -> Math.floor(resized + 0.5);
          };
      return Math.max(1, (int) whole);
    }

    @Override
    public ResizeRule scaledBy(double factor) {
      int scaledSide = Math.max(1, (int) Math.rint(side * factor));
      int scaledLongest = Math.max(scaledSide, (int) Math.rint(longest * factor));
      return new ShortestSide(scaledSide, scaledLongest, rounding, interpolation, boxScaling);
    }

    @Override
    public ResizeRule withShortestSide(int other) {
      return new ShortestSide(other, Math.max(other, longest), rounding, interpolation, boxScaling);
    }
  }
}
