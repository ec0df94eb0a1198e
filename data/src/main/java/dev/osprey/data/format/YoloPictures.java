package dev.osprey.data.format;

import dev.osprey.core.LabelMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pictures of one part of a YOLO data set.
 *
 * @param labels whose categories' ids are the numbers in the label files
 * @param imageFolder where {@code labelFolder} mirrors it; null where paths alone tell
 * @param labelFolder the folder of label files, where it was given
 */
record YoloPictures(
    LabelMap labels, List<Path> files, @Nullable Path imageFolder, @Nullable Path labelFolder) {
  YoloPictures {
    files = List.copyOf(files);
  }

  /**
   * Where the objects of a picture stand: the last folder {@code images} of its path becomes {@code
   * labels}, the ending {@code .txt}. Where there is no such folder, beside the picture.
   */
  Path labelFile(Path picture) {
    String name = PictureFolders.stem(picture) + ".txt";
    if (imageFolder != null && labelFolder != null) {
      return labelFolder.resolve(imageFolder.relativize(picture)).resolveSibling(name);
    }
    Path absolute = picture.toAbsolutePath();
    for (int i = absolute.getNameCount() - 2; i >= 0; i--) {
      if (absolute.getName(i).toString().equals("images")) {
        Path before = i == 0 ? absolute.getRoot() : beginning(absolute, i);
        Path labels = before.resolve("labels");
        // A folder "images" far above, that has nothing to do with the data set, has none beside.
        if (Files.isDirectory(labels)) {
          Path rest = absolute.subpath(i + 1, absolute.getNameCount());
          return labels.resolve(rest).resolveSibling(name);
        }
        break;
      }
    }
    return picture.resolveSibling(name);
  }

  private static Path beginning(Path absolute, int names) {
    return absolute.getRoot().resolve(absolute.subpath(0, names));
  }
}
