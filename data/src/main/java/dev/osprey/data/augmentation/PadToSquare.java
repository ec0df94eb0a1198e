package dev.osprey.data.augmentation;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import java.util.List;

/**
 * Pads an image at its right or bottom to a square; objects keep their coordinates.
 *
 * @param fill red, green and blue of the added pixels, each 0 to 255; with the mean of the
 *     preprocessing they become 0, like padding
 */
public record PadToSquare(List<Integer> fill) implements Augmentation {

  public PadToSquare {
    fill = List.copyOf(fill);
    if (fill.size() != 3 || fill.stream().anyMatch(value -> value < 0 || value > 255)) {
      throw new UserError(
          "pad-to-square has fill " + fill + "; it needs red, green and blue, each 0 to 255");
    }
  }

  @Override
  public TrainingImage apply(TrainingImage sample, SeededRandom random) {
    ImageSize size = sample.image().size();
    if (size.height() == size.width()) {
      return sample;
    }
    int side = Math.max(size.height(), size.width());
    byte[] colour = new byte[3];
    for (int c = 0; c < 3; c++) {
      colour[c] = fill.get(c).byteValue();
    }
    return sample.withImage(sample.image().extend(new ImageSize(side, side), colour));
  }

  @Override
  public List<Extent> extremes(Extent before) {
    int side = Math.max(before.size().height(), before.size().width());
    return List.of(new Extent(new ImageSize(side, side), before.resize()));
  }
}
