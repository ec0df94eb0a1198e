package dev.osprey.data.synthetic;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.format.coco.CocoFile;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A synthetic data set of circles, triangles, squares and stars on cluttered backgrounds, with
 * exact boxes, in COCO's layout. The same settings give the same bytes.
 *
 * @param trainImageCount images of the split {@code train}
 * @param valImageCount images of the split {@code val}, other ones
 * @param imageSize side of the square images in pixels, at least 64; objects have longer sides of
 *     32 to 120 pixels, at most half the image's
 * @param seed determines the images
 */
public record ShapesDataset(int trainImageCount, int valImageCount, int imageSize, long seed)
    implements SyntheticDataset {
  private static final int MAXIMUM_OBJECTS = 6;

  /** One image in this many has no objects. */
  private static final int EMPTY_ONE_IN = 25;

  public ShapesDataset {
    if (trainImageCount < 0 || valImageCount < 0 || imageSize < 64) {
      throw new UserError(
          "a drawn data set has 0 or more images of 64 or more pixels, asked for "
              + trainImageCount
              + " and "
              + valImageCount
              + " of "
              + imageSize);
    }
  }

  /** The class names, in the order of their labels. */
  public static List<String> classNames() {
    return ShapeKind.ALL.stream().map(ShapeKind::className).toList();
  }

  /**
   * Draws the data set into {@code folder}: {@code images/} and {@code
   * annotations/instances_train.json} and {@code …_val.json}. It is made under a temporary name and
   * then renamed, so that a folder of the final name is always complete.
   *
   * @throws UserError if {@code folder} exists already or cannot be written
   */
  @Override
  public void write(Path folder) {
    DrawnFolder.make(
        folder,
        beside -> {
          Files.createDirectories(beside.resolve("images"));
          Files.createDirectories(beside.resolve("annotations"));
          writeSplit(beside, "train", 1, trainImageCount);
          writeSplit(beside, "val", trainImageCount + 1, valImageCount);
        });
  }

  @Override
  public Path valImageFolder() {
    return Path.of("images");
  }

  private void writeSplit(Path folder, String split, int firstId, int count) {
    List<CocoFile.Image> images = new ArrayList<>();
    List<CocoFile.Entry> entries = new ArrayList<>();
    for (int id = firstId; id < firstId + count; id++) {
      String name = "%s_%05d.jpg".formatted(split, id);
      List<PlacedShape> shapes = drawImage(id, folder.resolve("images").resolve(name));
      images.add(new CocoFile.Image(id, name, imageSize, imageSize));
      for (PlacedShape shape : shapes) {
        entries.add(
            new CocoFile.Entry(
                (long) id * MAXIMUM_OBJECTS + shapes.indexOf(shape),
                id,
                shape.kind().categoryId(),
                shape.box().x1(),
                shape.box().y1(),
                shape.box().width(),
                shape.box().height(),
                shape.box().area(),
                false));
      }
    }
    List<CocoFile.Category> categories = new ArrayList<>();
    for (ShapeKind kind : ShapeKind.ALL) {
      categories.add(new CocoFile.Category(kind.categoryId(), kind.className()));
    }
    new CocoFile(images, categories, entries)
        .write(folder.resolve("annotations").resolve("instances_" + split + ".json"));
  }

  private List<PlacedShape> drawImage(int id, Path file) {
    SeededRandom random = SeededRandom.of(seed, id);
    BufferedImage image = new BufferedImage(imageSize, imageSize, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    ClutteredBackground background =
        new ClutteredBackground(new ImageSize(imageSize, imageSize), random);
    background.paint(graphics);
    List<PlacedShape> shapes = place(random);
    shapes.forEach(shape -> shape.paint(graphics));
    graphics.dispose();
    background.addNoise(image);
    ImageCodec.write(RgbImage.of(image), file);
    return shapes;
  }

  private List<PlacedShape> place(SeededRandom random) {
    List<PlacedShape> shapes = new ArrayList<>();
    int count = random.nextInt(EMPTY_ONE_IN) == 0 ? 0 : 1 + random.nextInt(MAXIMUM_OBJECTS);
    for (int i = 0; i < count; i++) {
      PlacedShape shape = PlacedShape.draw(imageSize, shapes, random);
      if (shape != null) {
        shapes.add(shape);
      }
    }
    return shapes;
  }
}
