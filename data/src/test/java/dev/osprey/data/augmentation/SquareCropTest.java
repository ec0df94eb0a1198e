package dev.osprey.data.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import dev.osprey.core.Point;
import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.image.OpenCvResize;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.transform.Interpolation;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.data.transform.ResizedGeometry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SquareCropTest {
  private static final ResizeRule NONE = new ResizeRule.None();
  private static final SquareCrop CROP = new SquareCrop(List.of(0.3, 0.45, 0.6, 0.8, 1.0), 250, 0);

  /** Every pixel encodes its position: its row in red, its column in green, and 17 in blue. */
  private static RgbImage numbered(int height, int width) {
    byte[] pixels = new byte[3 * height * width];
    for (int i = 0; i < height * width; i++) {
      pixels[3 * i] = (byte) (i / width);
      pixels[3 * i + 1] = (byte) (i % width);
      pixels[3 * i + 2] = 17;
    }
    return new RgbImage(new ImageSize(height, width), pixels);
  }

  private static TrainingImage sample(int height, int width, Annotation... objects) {
    return new TrainingImage(numbered(height, width), List.of(objects), NONE);
  }

  private static Annotation face(double x1, double y1, double x2, double y2, Point... landmarks) {
    Box box = new Box(x1, y1, x2, y2);
    return new Annotation(box, 0, box.area(), Set.of(), List.of(landmarks));
  }

  private static Annotation crowd(double x1, double y1, double x2, double y2) {
    Box box = new Box(x1, y1, x2, y2);
    return new Annotation(box, 0, box.area(), Set.of(Annotation.Trait.CROWD));
  }

  private static Annotation randomFace(int height, int width, int number, SeededRandom random) {
    int x = random.nextInt(width);
    int y = random.nextInt(height);
    Box box = new Box(x, y, x + 1 + random.nextInt(width - x), y + 1 + random.nextInt(height - y));
    List<Point> points = new ArrayList<>();
    int count = random.nextInt(3) == 0 ? 0 : 5;
    for (int k = 0; k < count; k++) {
      points.add(new Point(random.nextDouble(0, width), random.nextDouble(0, height)));
    }
    return new Annotation(box, number, box.area(), Set.of(), points);
  }

  @Property(tries = 500)
  void boxesAndLandmarksStayOnTheirPixels(
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(max = 4) int faces,
      @ForAll long seed) {
    SeededRandom random = SeededRandom.of(seed);
    List<Annotation> objects = new ArrayList<>();
    for (int i = 0; i < faces; i++) {
      objects.add(randomFace(height, width, i, random));
    }
    TrainingImage sample = new TrainingImage(numbered(height, width), objects, NONE);

    TrainingImage cropped = CROP.apply(sample, random);

    RgbImage image = cropped.image();
    int dy = image.value(0, 0, 0);
    int dx = image.value(0, 0, 1);
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        assertThat(image.value(y, x, 0)).isEqualTo(y + dy);
        assertThat(image.value(y, x, 1)).isEqualTo(x + dx);
        assertThat(image.value(y, x, 2)).isEqualTo(17);
      }
    }
    if (cropped.equals(sample)) {
      return; // nothing was found, or there is nothing to find
    }
    int side = image.width();
    assertThat(image.height()).isEqualTo(side);
    assertThat(cropped.objects())
        .anyMatch(kept -> moved(objects.get(kept.label()).box(), dx, dy).equals(kept.box()));
    for (Annotation kept : cropped.objects()) {
      Annotation before = objects.get(kept.label());
      assertThat(kept.box()).isEqualTo(moved(before.box(), dx, dy).clipTo(image.size()));
      assertThat(kept.box().isEmpty()).isFalse();
      assertThat(kept.landmarks()).hasSameSizeAs(before.landmarks());
      for (int k = 0; k < kept.landmarks().size(); k++) {
        Point expected = before.landmarks().get(k);
        assertThat(kept.landmarks().get(k))
            .isEqualTo(new Point(clamp(expected.x() - dx, side), clamp(expected.y() - dy, side)));
      }
    }
  }

  private static Box moved(Box box, int dx, int dy) {
    return new Box(box.x1() - dx, box.y1() - dy, box.x2() - dx, box.y2() - dy);
  }

  private static double clamp(double value, double most) {
    return Math.min(Math.max(value, 0), most);
  }

  @Property(tries = 50)
  void sameSeedGivesTheSameCrop(@ForAll long seed) {
    TrainingImage sample = sample(30, 50, face(5, 5, 12, 15), face(30, 10, 45, 25));
    TrainingImage one = CROP.apply(sample, SeededRandom.of(seed));
    TrainingImage other = CROP.apply(sample, SeededRandom.of(seed));
    assertThat(one.image().pixels()).isEqualTo(other.image().pixels());
    assertThat(one.objects()).isEqualTo(other.objects());
  }

  @Test
  void drawsEverySideAndEveryPlace() {
    TrainingImage sample = sample(10, 14, face(4, 4, 6, 6));
    SeededRandom random = SeededRandom.of(2);
    Set<Integer> sides = new HashSet<>();
    Set<Integer> lefts = new HashSet<>();
    for (int i = 0; i < 2000; i++) {
      RgbImage image = CROP.apply(sample, random).image();
      sides.add(image.width());
      if (image.width() == 10) {
        lefts.add(image.value(0, 0, 1));
      }
    }
    // 0.3, 0.45, 0.6, 0.8 and 1 of 10, cut to whole pixels; the square of 10 pixels in 14 starts
    // at 0 to 4 and holds the face up to 6 always.
    assertThat(sides).containsExactlyInAnyOrder(3, 4, 6, 8, 10);
    assertThat(lefts).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
  }

  @Test
  void keepsFacesWhoseCentreIsInside() {
    // The whole height is taken: columns x to x + 20, x from 0 to 20. The narrow face lies wholly
    // in those of x 0 to 18, which are the ones that are taken (the wide one in x 6 to 10 of them).
    Annotation whole = face(18, 5, 20, 8);
    Annotation wide = face(10, 0, 26, 20); // its centre is at 18
    TrainingImage sample = sample(20, 40, whole, wide);
    SeededRandom random = SeededRandom.of(3);
    SquareCrop full = new SquareCrop(List.of(1.0), 250, 0);
    for (int i = 0; i < 200; i++) {
      TrainingImage cropped = full.apply(sample, random);
      int x = cropped.image().value(0, 0, 1);
      assertThat(cropped.objects()).hasSize(x < 18 ? 2 : 1);
      Box cut = cropped.objects().get(cropped.objects().size() - 1).box();
      if (x < 18) {
        assertThat(cut).isEqualTo(new Box(Math.max(10 - x, 0), 0, Math.min(26 - x, 20), 20));
      }
    }
  }

  @Test
  void clipsCrowdRegionsButDoesNotRequireThem() {
    TrainingImage sample = sample(20, 40, face(1, 1, 4, 4), crowd(10, 0, 40, 20));
    TrainingImage cropped = new SquareCrop(List.of(1.0), 1000, 0).apply(sample, SeededRandom.of(4));
    int x = cropped.image().value(0, 0, 1);
    assertThat(x).isLessThan(2);
    assertThat(cropped.objects().get(1))
        .isEqualTo(crowd(10, 0, 40, 20).at(new Box(10 - x, 0, 20, 20), List.of()));
    TrainingImage crowdOnly = sample(20, 40, crowd(10, 0, 12, 20));
    assertThat(CROP.apply(crowdOnly, SeededRandom.of(4))).isSameAs(crowdOnly);
  }

  @Test
  void leavesOutFacesThatAreTooSmall() {
    // 0.25 of 20 pixels are 5.
    SquareCrop large = new SquareCrop(List.of(1.0), 250, 0.25);
    TrainingImage sample = sample(20, 20, face(0, 0, 5, 9), face(0, 10, 4.9, 19));
    assertThat(large.apply(sample, SeededRandom.of(1)).objects()).containsExactly(face(0, 0, 5, 9));
    TrainingImage small = sample(20, 20, face(0, 10, 4.9, 19));
    assertThat(large.apply(small, SeededRandom.of(1))).isSameAs(small);
  }

  @Test
  void keepsImagesWithoutFacesOrWithoutRoom() {
    TrainingImage empty = sample(9, 7);
    assertThat(CROP.apply(empty, SeededRandom.of(1))).isSameAs(empty);
    // A face wider than the image is high lies in no square.
    TrainingImage wide = sample(5, 20, face(1, 1, 19, 4));
    assertThat(CROP.apply(wide, SeededRandom.of(1))).isSameAs(wide);
    // 0.3 of 1 pixel is none; the scale 1 takes all of it.
    TrainingImage pixel = sample(1, 1, face(0, 0, 1, 1));
    TrainingImage cropped = CROP.apply(pixel, SeededRandom.of(1));
    assertThat(cropped.image().size()).isEqualTo(new ImageSize(1, 1));
    assertThat(cropped.objects()).isEqualTo(pixel.objects());
    assertThat(new SquareCrop(List.of(0.3), 9, 0).apply(pixel, SeededRandom.of(1))).isSameAs(pixel);
  }

  @Test
  void refusesInvalidSettings() {
    assertThatThrownBy(() -> new SquareCrop(List.of(), 1, 0)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> new SquareCrop(List.of(1.5), 1, 0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("each above 0 and at most 1");
    assertThatThrownBy(() -> new SquareCrop(List.of(1.0), 0, 0)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> new SquareCrop(List.of(1.0), 1, 1)).isInstanceOf(UserError.class);
  }

  @Test
  void paddingKeepsPixelsAndFillsTheRest() {
    TrainingImage sample = sample(3, 5, face(1, 1, 3, 2));
    PadToSquare pad = new PadToSquare(List.of(123, 117, 104));
    TrainingImage padded = pad.apply(sample, SeededRandom.of(1));
    assertThat(padded.image().size()).isEqualTo(new ImageSize(5, 5));
    assertThat(padded.objects()).isEqualTo(sample.objects());
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 5; x++) {
        for (int c = 0; c < 3; c++) {
          int expected = y < 3 ? sample.image().value(y, x, c) : pad.fill().get(c);
          assertThat(padded.image().value(y, x, c)).isEqualTo(expected);
        }
      }
    }
    assertThat(pad.apply(padded, SeededRandom.of(1))).isSameAs(padded);
    assertThat(pad.apply(sample(5, 2), SeededRandom.of(1)).image().value(4, 2, 2)).isEqualTo(104);
    assertThatThrownBy(() -> new PadToSquare(List.of(1, 2))).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> new PadToSquare(List.of(1, 2, 256))).isInstanceOf(UserError.class);
  }

  /** Follows one bright pixel through crop, padding, mirroring and resizing. */
  @Property(tries = 200)
  void landmarksStayOnTheirPixelsThroughAllSteps(
      @ForAll @IntRange(min = 8, max = 60) int height,
      @ForAll @IntRange(min = 8, max = 60) int width,
      @ForAll long seed) {
    SeededRandom random = SeededRandom.of(seed);
    int x = 1 + random.nextInt(width - 2);
    int y = 1 + random.nextInt(height - 2);
    byte[] pixels = new byte[3 * height * width];
    pixels[3 * (y * width + x)] = (byte) 255;
    Point centre = new Point(x + 0.5, y + 0.5);
    Annotation object = face(x - 1, y - 1, x + 2, y + 2, centre, centre, centre, centre, centre);
    TrainingImage sample =
        new TrainingImage(
            new RgbImage(new ImageSize(height, width), pixels), List.of(object), NONE);
    for (Augmentation step :
        List.of(
            CROP,
            new PadToSquare(List.of(0, 0, 0)),
            new Augmentation.HorizontalFlip(0.5),
            new Resize(192, 192, List.of(Interpolation.OPENCV_NEAREST)))) {
      sample = step.apply(sample, random);
    }
    ResizedGeometry geometry = sample.resize().geometry(sample.image().size());
    assertThat(geometry.resized()).isEqualTo(new ImageSize(192, 192));
    Point landmark = sample.objects().get(0).landmarks().get(2);
    float[] resized = geometry.toResized(new float[] {(float) landmark.x(), (float) landmark.y()});
    RgbImage image =
        OpenCvResize.resize(sample.image(), geometry.resized(), OpenCvResize.Filter.NEAREST);
    double[] mean = meanOfRed(image);
    // The block of a pixel is 192 / 60 or more wide and cut to whole pixels at both ends.
    assertThat((double) resized[0]).isCloseTo(mean[0], within(1.0));
    assertThat((double) resized[1]).isCloseTo(mean[1], within(1.0));
  }

  private static double[] meanOfRed(RgbImage image) {
    double x = 0;
    double y = 0;
    int count = 0;
    for (int row = 0; row < image.height(); row++) {
      for (int column = 0; column < image.width(); column++) {
        if (image.value(row, column, 0) == 255) {
          x += column + 0.5;
          y += row + 0.5;
          count++;
        }
      }
    }
    return new double[] {x / count, y / count};
  }
}
