package dev.osprey.cli.bench;

import dev.osprey.bench.row.RowGroup;
import dev.osprey.core.text.NearestName;
import dev.osprey.core.text.UserError;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code osprey bench} measures.
 *
 * @param group of rows; null: every group
 * @param curves whether how time and memory grow is measured in place of rows
 */
record BenchSubject(@Nullable RowGroup group, boolean curves) {
  private static final String SCALE = "scale";

  /** Reads the word on the command line; none: all rows. */
  static BenchSubject parse(@Nullable String word) {
    if (word == null) {
      return new BenchSubject(null, false);
    }
    String lower = word.toLowerCase(Locale.ROOT);
    if (lower.equals(SCALE)) {
      return new BenchSubject(null, true);
    }
    Set<String> known = new LinkedHashSet<>();
    Arrays.stream(RowGroup.values()).map(RowGroup::word).forEach(known::add);
    if (!known.contains(lower)) {
      known.add(SCALE);
      throw new UserError(
          "bench measures no \""
              + word
              + "\"; "
              + NearestName.hint(word, known)
              + "give one of "
              + String.join(", ", known)
              + ", or nothing for all rows");
    }
    return new BenchSubject(RowGroup.valueOf(lower.toUpperCase(Locale.ROOT)), false);
  }
}
