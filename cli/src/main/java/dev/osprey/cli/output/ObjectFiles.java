package dev.osprey.cli.output;

import dev.osprey.cli.options.ObjectFileOptions;
import dev.osprey.core.Box;
import dev.osprey.core.Detection;
import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The label files and cut-out objects that {@link ObjectFileOptions} asks for, in one folder. */
public final class ObjectFiles {
  private final ObjectFileOptions wanted;
  private final Path folder;
  private final List<String> classFolders;
  private final Set<String> stems = new HashSet<>();

  private ObjectFiles(ObjectFileOptions wanted, Path folder, LabelMap labels) {
    this.wanted = wanted;
    this.folder = folder;
    classFolders = SafeName.ofAll(labels.names());
  }

  /** Makes the folders, and the list of classes beside label files. */
  public static ObjectFiles in(Path folder, ObjectFileOptions wanted, LabelMap labels) {
    ObjectFiles files = new ObjectFiles(wanted, folder, labels);
    if (wanted.text) {
      files.makeFolder(folder.resolve("labels"));
      files.writeText(
          folder.resolve("classes.txt"), labels.names().stream().map(OneLine::of).toList());
    }
    return files;
  }

  /**
   * Writes what was found in one image.
   *
   * @param name of the image's file; another image may have the same
   */
  public void write(String name, RgbImage image, Detections found) {
    if (!wanted.any()) {
      return;
    }
    String stem = freeStem(name);
    if (wanted.text) {
      writeText(folder.resolve("labels").resolve(stem + ".txt"), lines(image.size(), found));
    }
    if (wanted.crops) {
      writeCrops(stem, image, found);
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

  private List<String> lines(ImageSize size, Detections found) {
    List<String> lines = new ArrayList<>();
    for (Detection one : found) {
      Box box = one.box().clipTo(size);
      String line =
          String.format(
              Locale.ROOT,
              "%d %.6f %.6f %.6f %.6f",
              one.label(),
              (box.x1() + box.x2()) / 2 / size.width(),
              (box.y1() + box.y2()) / 2 / size.height(),
              box.width() / size.width(),
              box.height() / size.height());
      lines.add(wanted.scores ? line + String.format(Locale.ROOT, " %.6f", one.score()) : line);
    }
    return lines;
  }

  private void writeCrops(String stem, RgbImage image, Detections found) {
    int number = 0;
    for (Detection one : found) {
      Box box = one.box().clipTo(image.size());
      int x = (int) Math.floor(box.x1());
      int y = (int) Math.floor(box.y1());
      int width = (int) Math.min(image.width(), Math.ceil(box.x2())) - x;
      int height = (int) Math.min(image.height(), Math.ceil(box.y2())) - y;
      number++;
      if (width > 0 && height > 0) {
        Path ofClass = folder.resolve("crops").resolve(classFolders.get(one.label()));
        makeFolder(ofClass);
        ImageFile.write(
            image.crop(y, x, new ImageSize(height, width)),
            ofClass.resolve(stem + "-" + number + ".jpg"));
      }
    }
  }

  private void makeFolder(Path wantedFolder) {
    try {
      Files.createDirectories(wantedFolder);
    } catch (IOException e) {
      throw unwritable(wantedFolder, e);
    }
  }

  private void writeText(Path file, List<String> lines) {
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static UserError unwritable(Path file, IOException e) {
    return new UserError(
        file + " cannot be written: " + IoReason.of(e) + ". Check the folder and its free space",
        e);
  }
}
