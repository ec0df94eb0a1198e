package dev.osprey.data.format.yolo;

import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.ClassFile;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.EntryProblems;
import dev.osprey.data.format.reading.ImageFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects the images that a split of a {@code data.yaml} names: folders, lists, single files. */
final class YoloConfigImages {
  private final YoloConfig config;
  private final DatasetSource source;
  private final EntryProblems problems;

  YoloConfigImages(YoloConfig config, DatasetSource source, EntryProblems problems) {
    this.config = config;
    this.source = source;
    this.problems = problems;
  }

  YoloImages images() {
    Map.Entry<String, List<String>> part = config.part(source.split());
    YoloRoot root = YoloRoot.of(config, source.images(), problems);
    Set<Path> images = new LinkedHashSet<>();
    boolean listed = false;
    for (String name : part.getValue()) {
      Path found = root.find(name, part.getKey(), problems);
      boolean single = ImageFolders.isImage(found);
      listed |= !Files.isDirectory(found) && !single;
      images.addAll(
          Files.isDirectory(found)
              ? ImageFolders.imagesBelow(found)
              : single ? List.of(found) : listed(found, root.folder()));
    }
    if (images.isEmpty() && !listed) {
      throw new UserError(
          config.file()
              + ": "
              + part.getKey()
              + " ("
              + String.join(", ", part.getValue())
              + ") holds no images");
    }
    return new YoloImages(
        labels(), List.copyOf(images), YoloLabelFiles.ofPaths(), config.keypoints());
  }

  private LabelMap labels() {
    return source.classes() == null
        ? config.labels()
        : LabelMap.numberedFromZero(ClassFile.read(source.classes()));
  }

  /** Images of a list, whose names start from its own folder or from the data set's. */
  private Collection<Path> listed(Path file, Path root) {
    ImageList list = ImageList.read(file);
    if (list.names().isEmpty()) {
      throw new UserError(file + " holds no images. Write the name of one a line");
    }
    Path beside = file.toAbsolutePath().getParent();
    return list.find(beside == null ? List.of(root) : List.of(beside, root), root, problems)
        .values();
  }
}
