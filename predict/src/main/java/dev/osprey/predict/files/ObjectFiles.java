package dev.osprey.predict.files;

import dev.osprey.core.Box;
import dev.osprey.core.Detection;
import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.core.file.AtomicFile;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Writes detected objects as files in one folder: YOLO label files ({@code labels/NAME.txt}, with
 * the class names in {@code classes.txt}) and crops ({@code crops/CLASS/NAME-1.jpg}). Boxes are
 * clipped to the image.
 */
public final class ObjectFiles {
  /** A kind of file, or of content, that is written. */
  public enum Content {
    /**
     * YOLO label files, one line an object: class from 0, then the box's centre x and y, width and
     * height as fractions of the image's width and height.
     */
    LABELS,
    /** The score as a sixth number of each line of the label files. */
    SCORES,
    /** The image of each object, as JPEG. */
    CROPS
  }

  private final Set<Content> contents;
  private final Path folder;
  private final List<String> classFolders;
  private final Set<String> stems = new HashSet<>();

  private ObjectFiles(Set<Content> contents, Path folder, LabelMap labels) {
    this.contents = Set.copyOf(contents);
    this.folder = folder;
    classFolders = FolderNames.ofAll(labels.names());
  }

  /**
   * Makes the folder for label files and {@code classes.txt}, if they are wanted.
   *
   * @param folder exists
   * @param labels the classes of the detections that will be written
   * @throws UserError if a file cannot be written
   */
  public static ObjectFiles in(Path folder, Set<Content> contents, LabelMap labels) {
    ObjectFiles files = new ObjectFiles(contents, folder, labels);
    if (contents.contains(Content.LABELS)) {
      makeFolder(folder.resolve("labels"));
      writeLines(folder.resolve("classes.txt"), labels.names().stream().map(OneLine::of).toList());
    }
    return files;
  }

  /**
   * Writes the objects of one image.
   *
   * @param name the name of the image's file; a number is added where an earlier image had it
   * @param detections in pixels of {@code image}
   * @throws UserError if a file cannot be written
   */
  public void write(String name, RgbImage image, Detections detections) {
    String stem = freeStem(name);
    if (contents.contains(Content.LABELS)) {
      Path file = folder.resolve("labels").resolve(stem + ".txt");
      writeLines(file, lines(image.size(), detections));
    }
    if (contents.contains(Content.CROPS)) {
      writeCrops(stem, image, detections);
    }
  }

  private String freeStem(String name) {
    int dot = name.lastIndexOf('.');
    String stem = dot < 1 ? name : name.substring(0, dot);
    String free = stem;
    for (int i = 2; !stems.add(free.toLowerCase(Locale.ROOT)); i++) {
      free = stem + "-" + i;
    }
    return free;
  }

  private List<String> lines(ImageSize size, Detections detections) {
    List<String> lines = new ArrayList<>();
    for (Detection detection : detections) {
      Box box = detection.box().clipTo(size);
      String line =
          String.format(
              Locale.ROOT,
              "%d %.6f %.6f %.6f %.6f",
              detection.label(),
              (box.x1() + box.x2()) / 2 / size.width(),
              (box.y1() + box.y2()) / 2 / size.height(),
              box.width() / size.width(),
              box.height() / size.height());
      boolean withScore = contents.contains(Content.SCORES);
      lines.add(withScore ? line + String.format(Locale.ROOT, " %.6f", detection.score()) : line);
    }
    return lines;
  }

  private void writeCrops(String stem, RgbImage image, Detections detections) {
    int number = 0;
    for (Detection detection : detections) {
      Box box = detection.box().clipTo(image.size());
      int x = (int) Math.floor(box.x1());
      int y = (int) Math.floor(box.y1());
      int width = (int) Math.min(image.width(), Math.ceil(box.x2())) - x;
      int height = (int) Math.min(image.height(), Math.ceil(box.y2())) - y;
      number++;
      if (width > 0 && height > 0) {
        Path classFolder = folder.resolve("crops").resolve(classFolders.get(detection.label()));
        makeFolder(classFolder);
        ImageCodec.write(
            image.crop(y, x, new ImageSize(height, width)),
            classFolder.resolve(stem + "-" + number + ".jpg"));
      }
    }
  }

  private static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UserError(
          "the folder "
              + folder
              + " cannot be made: "
              + IoReason.of(e)
              + ". Check its parent folder and the free space",
          e);
    }
  }

  private static void writeLines(Path file, List<String> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    AtomicFile.writeUnforced(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
