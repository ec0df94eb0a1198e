package dev.osprey.data.format.yolo;

import dev.osprey.core.file.TextFile;
import dev.osprey.data.format.reading.EntryProblems;
import dev.osprey.data.format.reading.Fault;
import dev.osprey.data.format.reading.ImageSearch;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A text file with the name of one image a line.
 *
 * @param names with the number of their first line
 */
record ImageList(Path file, Map<String, Integer> names) {

  static ImageList read(Path file) {
    Map<String, Integer> names = new LinkedHashMap<>();
    int number = 0;
    for (String line : TextFile.lines(file)) {
      number++;
      if (!line.isBlank()) {
        names.putIfAbsent(line.strip(), number);
      }
    }
    return new ImageList(file, names);
  }

  /**
   * Finds the images by their names; missing ones are rejected.
   *
   * @param folders that names start from
   * @param whole searched with all its subfolders for images that are elsewhere; null: nothing is
   */
  Map<String, Path> find(List<Path> folders, @Nullable Path whole, EntryProblems problems) {
    ImageSearch search = new ImageSearch(folders, whole);
    ImageSearch.Found found = search.find(names.keySet());
    for (String name : found.others()) {
      problems.tolerate(
          Fault.OTHER_NAME,
          where(name) + " names " + name + ", for which " + found.images().get(name) + " is read");
    }
    Map<String, Path> images = new LinkedHashMap<>();
    int missing = names.size() - found.images().size();
    for (String name : names.keySet()) {
      Path image = found.images().get(name);
      if (image != null) {
        images.put(name, image);
      } else {
        problems.reject(
            Fault.MISSING_IMAGE,
            where(name) + ": the image " + name + " is missing",
            missing
                + " of "
                + names.size()
                + " images are missing; "
                + search.describeSearch()
                + ". Fix or take out the lines, or pass --images DIR, from which names start");
      }
    }
    return images;
  }

  private String where(String name) {
    return file + " line " + Objects.requireNonNull(names.get(name));
  }
}
