package dev.osprey.cli;

import dev.osprey.core.Box;
import dev.osprey.core.Detection;
import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.IoReason;
import dev.osprey.core.LabelMap;
import dev.osprey.core.OneLine;
import dev.osprey.core.UserError;
import dev.osprey.data.image.RgbPicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The label files and cut-out objects that {@link SavedObjects} asks for, in one folder. */
final class ObjectFiles {
  private final SavedObjects wanted;
  private final Path folder;
  private final List<String> classFolders;
  private final Set<String> stems = new HashSet<>();

  private ObjectFiles(SavedObjects wanted, Path folder, LabelMap labels) {
    this.wanted = wanted;
    this.folder = folder;
    classFolders = SafeName.ofAll(labels.names());
  }

  /** Makes the folders, and the list of classes beside label files. */
  static ObjectFiles in(Path folder, SavedObjects wanted, LabelMap labels) {
    ObjectFiles files = new ObjectFiles(wanted, folder, labels);
    if (wanted.text) {
      files.makeFolder(folder.resolve("labels"));
      files.writeText(
          folder.resolve("classes.txt"), labels.names().stream().map(OneLine::of).toList());
    }
    return files;
  }

  /**
   * Writes what was found in one picture.
   *
   * @param name of the picture's file; another picture may have the same
   */
  void write(String name, RgbPicture picture, Detections found) {
    if (!wanted.any()) {
      return;
    }
    String stem = freeStem(name);
    if (wanted.text) {
      writeText(folder.resolve("labels").resolve(stem + ".txt"), lines(picture.size(), found));
    }
    if (wanted.crops) {
      writeCrops(stem, picture, found);
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

  private void writeCrops(String stem, RgbPicture picture, Detections found) {
    int number = 0;
    for (Detection one : found) {
      Box box = one.box().clipTo(picture.size());
      int x = (int) Math.floor(box.x1());
      int y = (int) Math.floor(box.y1());
      int width = (int) Math.min(picture.width(), Math.ceil(box.x2())) - x;
      int height = (int) Math.min(picture.height(), Math.ceil(box.y2())) - y;
      number++;
      if (width > 0 && height > 0) {
        Path ofClass = folder.resolve("crops").resolve(classFolders.get(one.label()));
        makeFolder(ofClass);
        PictureFile.write(
            picture.crop(y, x, new ImageSize(height, width)),
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
