package dev.osprey.data.image;

import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The files in a folder and the folders below it. Links are followed, and each folder is read once,
 * however many links (or loops of links) lead to it. Hidden files and folders are ignored. Broken
 * links to images are listed, so that the reader can report them.
 */
public final class ImageFolder {
  private final List<Path> images = new ArrayList<>();
  private final List<Path> others = new ArrayList<>();
  private final List<Path> folders = new ArrayList<>();
  private final Set<Path> visited = new HashSet<>();
  private final boolean hiddenToo;

  private ImageFolder(boolean hiddenToo) {
    this.hiddenToo = hiddenToo;
  }

  /**
   * @param depth 1 for the files in the folder itself
   * @throws UserError if a folder cannot be listed
   */
  public static ImageFolder read(Path folder, int depth) {
    return read(folder, depth, false);
  }

  /** Like {@link #read}, including hidden files and folders. */
  public static ImageFolder readAll(Path folder, int depth) {
    return read(folder, depth, true);
  }

  private static ImageFolder read(Path folder, int depth, boolean hiddenToo) {
    ImageFolder found = new ImageFolder(hiddenToo);
    found.list(folder, depth);
    Collections.sort(found.images);
    Collections.sort(found.others);
    return found;
  }

  /** The images by extension, sorted. */
  public List<Path> images() {
    return List.copyOf(images);
  }

  /** The other files, sorted. */
  public List<Path> others() {
    return List.copyOf(others);
  }

  /** The folders that were too deep to be read. */
  public List<Path> folders() {
    return List.copyOf(folders);
  }

  private void list(Path folder, int depth) {
    List<Path> entries = new ArrayList<>();
    try (Stream<Path> stream = Files.list(folder)) {
      if (!visited.add(folder.toRealPath())) {
        return;
      }
      stream.forEach(entries::add);
    } catch (UncheckedIOException | IOException e) {
      throw unlisted(folder, e);
    }
    // The folder's own name is used where a link leads to it too.
    entries.sort(Comparator.comparing(Files::isSymbolicLink).thenComparing(Function.identity()));
    for (Path entry : entries) {
      if (hiddenToo || !ImageFiles.isHidden(entry)) {
        add(entry, depth);
      }
    }
  }

  private void add(Path entry, int depth) {
    if (!Files.isDirectory(entry)) {
      boolean readable = Files.isRegularFile(entry) || Files.isSymbolicLink(entry);
      boolean image = ImageFiles.rank(ImageFiles.ending(entry)) >= 0;
      if (readable) {
        (image ? images : others).add(entry);
      }
    } else if (depth > 1) {
      list(entry, depth - 1);
    } else {
      folders.add(entry);
    }
  }

  private static UserError unlisted(Path folder, Exception e) {
    String why =
        e instanceof AccessDeniedException
            ? "you may not read it. Check its permissions"
            : "check that it is there and can be read";
    return new UserError("folder " + folder + " cannot be listed: " + why, e);
  }
}
