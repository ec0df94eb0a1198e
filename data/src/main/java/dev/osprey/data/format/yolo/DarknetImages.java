package dev.osprey.data.format.yolo;

import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.ClassFile;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.EntryProblems;
import dev.osprey.data.format.reading.ImageFolders;
import dev.osprey.data.format.reading.SplitNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the images of a split of a Darknet data set, with their label files. */
record DarknetImages(DarknetConfig config, DatasetSource source, EntryProblems problems) {

  YoloImages images() {
    Path part = SplitNames.file(config.folder(), config.parts(), source.split());
    Map<Path, Path> labels = new HashMap<>();
    List<Path> images = Files.isDirectory(part) ? below(part, labels) : listed(part, labels);
    return new YoloImages(
        source.classes() == null
            ? config.labels()
            : LabelMap.numberedFromZero(ClassFile.read(source.classes())),
        images,
        YoloLabelFiles.stated(labels),
        null);
  }

  private List<Path> below(Path folder, Map<Path, Path> labels) {
    Path root = source.images() == null ? folder : source.images();
    List<Path> images = ImageFolders.imagesBelow(root);
    if (images.isEmpty()) {
      throw new UserError(root + " holds no images. Check the folder, or pass --images DIR");
    }
    for (Path image : images) {
      Path label = folder.resolve(root.relativize(image)).resolveSibling(textName(image));
      if (!Files.isRegularFile(image.resolveSibling(textName(image)))
          && Files.isRegularFile(label)) {
        labels.put(image, label);
      }
    }
    return images;
  }

  private List<Path> listed(Path file, Map<Path, Path> labels) {
    Map<String, Integer> names = new LinkedHashMap<>();
    Map<String, Path> labelOfName = new HashMap<>();
    ImageList list = ImageList.read(file);
    for (Map.Entry<String, Integer> entry : list.names().entrySet()) {
      Path image = DarknetConfig.find(config.folder(), entry.getKey());
      Path label = DarknetConfig.find(config.folder(), textPath(entry.getKey()));
      String name = image == null ? entry.getKey() : image.toString();
      names.putIfAbsent(name, entry.getValue());
      if (label != null) {
        labelOfName.put(name, label);
      }
    }
    List<Path> folders = new ArrayList<>();
    if (source.images() != null) {
      folders.add(source.images());
    }
    folders.add(config.folder());
    Map<String, Path> found =
        new ImageList(file, names)
            .find(folders, source.images() == null ? config.folder() : source.images(), problems);
    found.forEach(
        (name, image) -> {
          Path label = labelOfName.get(name);
          if (label != null && !Files.isRegularFile(image.resolveSibling(textName(image)))) {
            labels.put(image, label);
          }
        });
    return found.values().stream().distinct().toList();
  }

  private static String textName(Path image) {
    return ImageFolders.stem(image) + ".txt";
  }

  private static String textPath(String name) {
    int dot = name.lastIndexOf('.');
    return (dot < 0 ? name : name.substring(0, dot)) + ".txt";
  }
}
