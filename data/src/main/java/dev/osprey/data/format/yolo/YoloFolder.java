package dev.osprey.data.format.yolo;

import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.ClassFile;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.ImageFolders;
import dev.osprey.data.format.reading.SplitNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A YOLO data set without a {@code data.yaml}.
 *
 * @param images the folder of images, with or without a subfolder for each split
 * @param labels the folder of label files, in the same order
 * @param classes names one class a line
 */
record YoloFolder(Path images, Path labels, Path classes) {
  private static final String CLASSES = "classes.txt";

  /** The files in which labelling tools write the list of classes. */
  private static final List<Path> PLACES =
      List.of(Path.of(CLASSES), Path.of("labels", CLASSES), Path.of("images", CLASSES));

  static boolean recognises(Path folder) {
    return Files.isDirectory(folder.resolve("images"))
        && Files.isDirectory(folder.resolve("labels"))
        && classesIn(folder) != null;
  }

  private static @Nullable Path classesIn(Path folder) {
    return PLACES.stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElse(null);
  }

  static List<String> splits(Path folder) {
    return splitsOf(folder.resolve("images"));
  }

  private static List<String> splitsOf(Path images) {
    List<Path> contents = ImageFolders.contents(images);
    return contents.stream().anyMatch(ImageFolders::isImage)
        ? List.of()
        : contents.stream()
            .filter(entry -> Files.isDirectory(entry) && !ImageFolders.isHidden(entry))
            .map(entry -> entry.getFileName().toString())
            .toList();
  }

  /** Finds the folders of a source. */
  static YoloFolder of(DatasetSource source) {
    Path root = root(source);
    Path images = source.images() != null ? source.images() : root.resolve("images");
    Path labels = source.annotations() != null ? source.annotations() : root.resolve("labels");
    Path classes = source.classes() != null ? source.classes() : classesBeside(labels, root);
    for (Path folder : List.of(images, labels)) {
      if (!Files.isDirectory(folder)) {
        throw new UserError(
            "folder " + folder + " does not exist. Pass --images DIR and --annotations DIR");
      }
    }
    return new YoloFolder(images, labels, classes);
  }

  private static Path root(DatasetSource source) {
    if (source.folder() != null) {
      return source.folder();
    }
    if (source.annotations() == null) {
      throw new UserError("no YOLO data set is given. Pass --data DIR or --annotations data.yaml");
    }
    Path parent = source.annotations().toAbsolutePath().getParent();
    return parent == null ? Path.of("") : parent;
  }

  private static Path classesBeside(Path labels, Path root) {
    Path beside = labels.resolve(CLASSES);
    Path classes = Files.isRegularFile(beside) ? beside : classesIn(root);
    if (classes == null) {
      throw new UserError(
          root
              + " has no "
              + CLASSES
              + ", which names one class a line. Write it or pass --classes FILE, or a data.yaml"
              + " with --annotations");
    }
    return classes;
  }

  YoloImages images(DatasetSource source) {
    List<Path> files = new ArrayList<>(ImageFolders.imagesBelow(folderOf(source.split())));
    if (files.isEmpty()) {
      throw new UserError(folderOf(source.split()) + " holds no images. Check the folder");
    }
    return new YoloImages(
        LabelMap.numberedFromZero(ClassFile.read(classes)),
        files,
        YoloLabelFiles.mirrored(images, labels),
        null);
  }

  private Path folderOf(@Nullable String split) {
    List<String> splits = splitsOf(images);
    if (split == null && splits.size() < 2) {
      return images;
    }
    String name = split == null ? null : SplitNames.resolve(split, splits);
    if (name != null) {
      return images.resolve(name);
    }
    if (splits.isEmpty()) {
      throw new UserError(
          images
              + " has no split \""
              + split
              + "\": the images are in one folder. Leave the split out to read all, or put them"
              + " into folders train, val, ... of images and labels");
    }
    throw new UserError(
        images
            + (split == null ? " has several splits" : " has no split \"" + split + "\"")
            + ". Pass --split with one of "
            + String.join(", ", splits));
  }
}
