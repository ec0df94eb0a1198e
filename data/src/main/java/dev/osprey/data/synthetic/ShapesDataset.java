package dev.osprey.data.synthetic;

import dev.osprey.core.ImageSize;
import dev.osprey.core.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.format.CocoFile;
import dev.osprey.data.image.PictureCodec;
import dev.osprey.data.image.RgbPicture;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Drawn pictures of circles, triangles, squares and stars on cluttered backgrounds, with exact
 * boxes, in COCO's layout. The same settings give the same bytes.
 *
 * @param trainPictures pictures of the split {@code train}
 * @param valPictures pictures of the split {@code val}, other ones
 * @param pictureSize side of the square pictures in pixels, at least 64; objects have longer sides
 *     of 32 to 120 pixels, at most half the picture's
 * @param seed gives the pictures
 */
public record ShapesDataset(int trainPictures, int valPictures, int pictureSize, long seed)
    implements SyntheticDataset {
  private static final int MOST_OBJECTS = 6;

  /** One picture in so many has no objects. */
  private static final int EMPTY_ONE_IN = 25;

  public ShapesDataset {
    if (trainPictures < 0 || valPictures < 0 || pictureSize < 64) {
      throw new UserError(
          "a drawn data set has 0 or more pictures of 64 or more pixels, asked for "
              + trainPictures
              + " and "
              + valPictures
              + " of "
              + pictureSize);
    }
  }

  /** The class names, in the order of their labels. */
  public static List<String> classNames() {
    return ShapeKind.ALL.stream().map(ShapeKind::className).toList();
  }

  /**
   * Draws the data set into {@code folder}: {@code images/} and {@code
   * annotations/instances_train.json} and {@code …_val.json}. It is made beside and then renamed,
   * so that a folder of that name is always complete.
   *
   * @throws UserError where {@code folder} exists already or cannot be written
   */
  @Override
  public void write(Path folder) {
    DrawnFolder.make(
        folder,
        beside -> {
          Files.createDirectories(beside.resolve("images"));
          Files.createDirectories(beside.resolve("annotations"));
          writeSplit(beside, "train", 1, trainPictures);
          writeSplit(beside, "val", trainPictures + 1, valPictures);
        });
  }

  @Override
  public Path valImageFolder() {
    return Path.of("images");
  }

  private void writeSplit(Path folder, String split, int firstId, int count) {
    List<CocoFile.Picture> images = new ArrayList<>();
    List<CocoFile.Entry> entries = new ArrayList<>();
    for (int id = firstId; id < firstId + count; id++) {
      String name = "%s_%05d.jpg".formatted(split, id);
      List<PlacedShape> shapes = drawPicture(id, folder.resolve("images").resolve(name));
      images.add(new CocoFile.Picture(id, name, pictureSize, pictureSize));
      for (PlacedShape shape : shapes) {
        entries.add(
            new CocoFile.Entry(
                (long) id * MOST_OBJECTS + shapes.indexOf(shape),
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

  private List<PlacedShape> drawPicture(int id, Path file) {
    SeededRandom random = SeededRandom.of(seed, id);
    BufferedImage image = new BufferedImage(pictureSize, pictureSize, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    ClutteredBackground background =
        new ClutteredBackground(new ImageSize(pictureSize, pictureSize), random);
    background.paint(graphics);
    List<PlacedShape> shapes = place(random);
    shapes.forEach(shape -> shape.paint(graphics));
    graphics.dispose();
    background.addNoise(image);
    PictureCodec.write(RgbPicture.of(image), file);
    return shapes;
  }

  private List<PlacedShape> place(SeededRandom random) {
    List<PlacedShape> shapes = new ArrayList<>();
    int count = random.nextInt(EMPTY_ONE_IN) == 0 ? 0 : 1 + random.nextInt(MOST_OBJECTS);
    for (int i = 0; i < count; i++) {
      PlacedShape shape = PlacedShape.draw(pictureSize, shapes, random);
      if (shape != null) {
        shapes.add(shape);
      }
    }
    return shapes;
  }
}
