package dev.osprey.data.synthetic;

import dev.osprey.core.Annotation;
import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Sample;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.format.wider.WiderLandmarkWriter;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A synthetic data set of drawn faces on cluttered backgrounds among distractors of their colour,
 * with boxes and five landmarks, in the layout that the format {@code wider} reads. A few faces
 * have no landmarks, and a few images have no faces. The same settings give the same bytes.
 *
 * @param trainImageCount images of the split {@code train}
 * @param valImageCount images of the split {@code val}, other ones
 * @param smallestSide sides of images are drawn from {@code smallestSide} to {@code largestSide}
 *     pixels, height and width independently; at least 64. Boxes of faces have shorter sides of at
 *     least 20 pixels, and longer sides of at most 140 pixels and 0.7 of the image's shorter side
 * @param seed determines the images
 */
public record FacesDataset(
    int trainImageCount, int valImageCount, int smallestSide, int largestSide, long seed)
    implements SyntheticDataset {
  private static final int MAXIMUM_FACES = 4;

  /** One image in this many has no faces. */
  private static final int EMPTY_ONE_IN = 15;

  /** One face in this many has no landmarks. */
  private static final int UNMARKED_ONE_IN = 12;

  /** The darkest images lose this share of their brightness. */
  private static final double MAXIMUM_DARKNESS = 0.5;

  public FacesDataset {
    if (trainImageCount < 0
        || valImageCount < 0
        || smallestSide < 64
        || largestSide < smallestSide) {
      throw new UserError(
          "a drawn data set has 0 or more images of 64 or more pixels, asked for "
              + trainImageCount
              + " and "
              + valImageCount
              + " of "
              + smallestSide
              + " to "
              + largestSide);
    }
  }

  /**
   * Draws the data set into {@code folder}: {@code train/} and {@code val/}, each with {@code
   * label.txt} and {@code images/}. It is made under a temporary name and then renamed, so that a
   * folder of the final name is always complete.
   *
   * @throws UserError if {@code folder} exists already or cannot be written
   */
  @Override
  public void write(Path folder) {
    DrawnFolder.make(
        folder,
        beside -> {
          writeSplit(beside.resolve("train"), 1, trainImageCount);
          writeSplit(beside.resolve("val"), trainImageCount + 1, valImageCount);
        });
  }

  @Override
  public Path valImageFolder() {
    return Path.of("val", "images");
  }

  private void writeSplit(Path folder, int firstId, int count) throws IOException {
    Path images = Files.createDirectories(folder.resolve("images"));
    List<Sample> samples = new ArrayList<>();
    for (int id = firstId; id < firstId + count; id++) {
      Path file = images.resolve("%05d.jpg".formatted(id));
      samples.add(new Sample(id, file, drawImage(id, file)));
    }
    WiderLandmarkWriter.write(samples, folder);
  }

  private List<Annotation> drawImage(int id, Path file) {
    SeededRandom random = SeededRandom.of(seed, id);
    ImageSize size = new ImageSize(side(random), side(random));
    BufferedImage image =
        new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    ClutteredBackground background = new ClutteredBackground(size, random);
    background.paint(graphics);
    new FaceDistractors(size, random).paint(graphics);
    List<DrawnFace> faces = place(size, random);
    for (DrawnFace face : faces) {
      new FacePainter(face, graphics).paintBehind(ClutteredBackground.muted(random));
    }
    faces.forEach(face -> new FacePainter(face, graphics).paint());
    darken(graphics, size, random);
    graphics.dispose();
    background.addNoise(image);
    ImageCodec.write(RgbImage.of(image), file);
    return faces.stream().map(face -> annotation(face, random)).toList();
  }

  private int side(SeededRandom random) {
    return smallestSide + random.nextInt(largestSide - smallestSide + 1);
  }

  private static List<DrawnFace> place(ImageSize size, SeededRandom random) {
    List<DrawnFace> faces = new ArrayList<>();
    int count = random.nextInt(EMPTY_ONE_IN) == 0 ? 0 : 1 + random.nextInt(MAXIMUM_FACES);
    for (int i = 0; i < count; i++) {
      DrawnFace face = DrawnFace.draw(size, faces, random);
      if (face != null) {
        faces.add(face);
      }
    }
    return faces;
  }

  private static void darken(Graphics2D graphics, ImageSize size, SeededRandom random) {
    double share = MAXIMUM_DARKNESS * random.nextDouble() * random.nextDouble();
    graphics.setPaint(new Color(0, 0, 0, (int) (255 * share)));
    graphics.fillRect(0, 0, size.width(), size.height());
  }

  private static Annotation annotation(DrawnFace face, SeededRandom random) {
    boolean marked = random.nextInt(UNMARKED_ONE_IN) > 0;
    return new Annotation(
        face.box(), 0, face.box().area(), Set.of(), marked ? face.landmarks() : List.of());
  }
}
