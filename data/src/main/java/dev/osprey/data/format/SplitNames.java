package dev.osprey.data.format;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names that the parts of a data set go by. */
final class SplitNames {
  private static final List<List<String>> SAME =
      List.of(List.of("train", "training"), List.of("val", "valid", "validation"), List.of("test"));

  private SplitNames() {}

  /**
   * Which of {@code known} is meant: the name itself, or another word for it ({@code valid} for
   * {@code val}, as exports of labelling sites write); null where none is.
   */
  static @Nullable String resolve(String wanted, Collection<String> known) {
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

  /** Whether a folder or list of that name is a part as a rule. */
  static boolean isUsual(String name) {
    return name.equals("trainval") || SAME.stream().anyMatch(words -> words.contains(name));
  }
}
