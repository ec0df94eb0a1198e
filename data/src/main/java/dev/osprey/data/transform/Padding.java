package dev.osprey.data.transform;

import dev.osprey.core.CountLimit;
import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import java.util.List;

/**
 * The padding of a batch with zeros at the right and at the bottom, so that its sides are multiples
 * of {@code multiple}, usually the coarsest stride of the network.
 */
public record Padding(int multiple, Rule rule) {

  /** What happens to a side that already is a multiple. */
  public enum Rule {
    /** The side is unchanged. */
    UP_TO_MULTIPLE,
    /** One more multiple is added: {@code side + multiple - side % multiple}. */
    ALWAYS_MORE
  }

  public Padding {
    if (multiple < 1) {
      throw new UserError("padding has multiple " + multiple + "; it needs 1 or more");
    }
    CountLimit.PADDING.require("padding: multiple", multiple);
  }

  /** The size of a batch that holds images of these sizes. */
  public ImageSize batchSize(List<ImageSize> resized) {
    int height = 0;
    int width = 0;
    for (ImageSize size : resized) {
      height = Math.max(height, size.height());
      width = Math.max(width, size.width());
    }
    return new ImageSize(pad(height), pad(width));
  }

  private int pad(int side) {
    int rest = side % multiple;
    return rest == 0 && rule == Rule.UP_TO_MULTIPLE ? side : side + multiple - rest;
  }
}
