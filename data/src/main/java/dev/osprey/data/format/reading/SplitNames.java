package dev.osprey.data.format.reading;

import dev.osprey.core.text.UserError;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the names of splits: {@code valid}, {@code validation} and {@code val} mean the same
 * split.
 */
public final class SplitNames {
  private static final List<List<String>> SAME =
      List.of(List.of("train", "training"), List.of("val", "valid", "validation"), List.of("test"));

  private SplitNames() {}

  /**
   * Returns the one of {@code known} that is meant: the name itself, or another word for it ({@code
   * valid} for {@code val}, as exports of labelling sites write); null if none is.
   */
  public static @Nullable String resolve(String wanted, Collection<String> known) {
    if (known.contains(wanted)) {
      return wanted;
    }
    return SAME.stream()
        .filter(words -> words.contains(wanted))
        .flatMap(List::stream)
        .filter(known::contains)
        .findFirst()
        .orElse(null);
  }

  /**
   * The file of a split, or the only file where no split is named.
   *
   * @param files by the names of the splits
   */
  public static Path file(Path folder, Map<String, Path> files, @Nullable String wanted) {
    String name =
        wanted != null
            ? resolve(wanted, files.keySet())
            : files.size() == 1 ? files.keySet().iterator().next() : null;
    Path file = name == null ? null : files.get(name);
    if (file == null) {
      throw unclear(folder, wanted, files.keySet());
    }
    return file;
  }

  /** The error for a split that is not named or does not exist. */
  public static UserError unclear(Path folder, @Nullable String wanted, Collection<String> known) {
    return new UserError(
        folder
            + (wanted == null ? " has several splits" : " has no split \"" + wanted + "\"")
            + ". Pass --split with one of "
            + String.join(", ", known));
  }

  /** Whether the name is a usual one of a split. */
  public static boolean isUsual(String name) {
    return name.equals("trainval") || SAME.stream().anyMatch(words -> words.contains(name));
  }
}
