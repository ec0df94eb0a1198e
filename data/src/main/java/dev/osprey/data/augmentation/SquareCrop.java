package dev.osprey.data.augmentation;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import dev.osprey.core.Point;
import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.image.RgbImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Crops an image to a random square that contains at least one whole object. Objects whose centre
 * is inside are kept and clipped, and landmarks outside are moved to its border; crowd regions are
 * clipped. If no such square is found, or the image has no objects, the image is unchanged; a
 * {@link PadToSquare} after it makes such images square too. All positions have equal probability,
 * including the last row and column, which Pytorch_Retinaface leaves out.
 *
 * @param scales sides of the square as shares of the image's shorter side, in (0, 1]; one is drawn
 *     each time, with equal probability
 * @param tries the maximum number of squares that are drawn
 * @param smallest objects whose shorter side, after clipping, is less than this share of the
 *     square's side are left out and do not count as contained; 0.025 is 16 pixels of 640, and 0
 *     keeps all objects
 */
public record SquareCrop(List<Double> scales, int tries, double smallest) implements Augmentation {

  public SquareCrop {
    scales = List.copyOf(scales);
    if (scales.isEmpty() || scales.stream().anyMatch(scale -> !(scale > 0 && scale <= 1))) {
      throw new UserError(
          "square-crop has scales "
              + scales
              + "; it needs one or more, each above 0 and at most 1");
    }
    if (tries < 1) {
      throw new UserError("square-crop has tries " + tries + "; it needs 1 or more");
    }
    if (!(smallest >= 0 && smallest < 1)) {
      throw new UserError(
          "square-crop has smallest "
              + smallest
              + "; it is a share of the square's side, from 0"
              + " to below 1");
    }
  }

  @Override
  public TrainingImage apply(TrainingImage sample, SeededRandom random) {
    if (sample.objects().stream().allMatch(Annotation::isCrowd)) {
      return sample;
    }
    for (int i = 0; i < tries; i++) {
      Square square = draw(sample.image().size(), random);
      if (square != null && sample.objects().stream().anyMatch(object -> holds(square, object))) {
        return cropped(sample, square);
      }
    }
    return sample;
  }

  /** The unchanged image and the smallest square. */
  @Override
  public List<Extent> extremes(Extent before) {
    int shorter = Math.min(before.size().height(), before.size().width());
    int side = Math.max(1, (int) (Collections.min(scales) * shorter));
    return List.of(before, new Extent(new ImageSize(side, side), before.resize()));
  }

  /** Whole pixels of the image. */
  private record Square(int x, int y, int side) {
    Box box() {
      return new Box(x, y, x + side, y + side);
    }
  }

  /** Null if the scale leaves no pixel of a small image. */
  private @Nullable Square draw(ImageSize image, SeededRandom random) {
    double scale = scales.get(random.nextInt(scales.size()));
    int side = (int) (scale * Math.min(image.height(), image.width()));
    if (side < 1) {
      return null;
    }
    int x = random.nextInt(image.width() - side + 1);
    int y = random.nextInt(image.height() - side + 1);
    return new Square(x, y, side);
  }

  private boolean holds(Square square, Annotation object) {
    Box box = object.box();
    Box border = square.box();
    return !object.isCrowd()
        && box.x1() >= border.x1()
        && box.y1() >= border.y1()
        && box.x2() <= border.x2()
        && box.y2() <= border.y2()
        && isLargeEnough(square, box);
  }

  private boolean isLargeEnough(Square square, Box box) {
    return !box.isEmpty() && Math.min(box.width(), box.height()) >= smallest * square.side;
  }

  private TrainingImage cropped(TrainingImage sample, Square square) {
    ImageSize size = new ImageSize(square.side, square.side);
    List<Annotation> kept = new ArrayList<>();
    for (Annotation object : sample.objects()) {
      Box box = move(object.box(), square).clipTo(size);
      boolean stays =
          object.isCrowd()
              ? !box.isEmpty()
              : hasCentreIn(square, object.box()) && isLargeEnough(square, box);
      if (stays) {
        kept.add(object.at(box, object.landmarks().stream().map(p -> move(p, square)).toList()));
      }
    }
    RgbImage image = sample.image().crop(square.y, square.x, size);
    return new TrainingImage(image, kept, sample.resize(), sample.reduction());
  }

  private static boolean hasCentreIn(Square square, Box box) {
    double x = (box.x1() + box.x2()) / 2;
    double y = (box.y1() + box.y2()) / 2;
    return x > square.x && x < square.x + square.side && y > square.y && y < square.y + square.side;
  }

  private static Box move(Box box, Square square) {
    return new Box(
        box.x1() - square.x, box.y1() - square.y, box.x2() - square.x, box.y2() - square.y);
  }

  private static Point move(Point point, Square square) {
    return new Point(
        Math.min(Math.max(point.x() - square.x, 0), square.side),
        Math.min(Math.max(point.y() - square.y, 0), square.side));
  }
}
