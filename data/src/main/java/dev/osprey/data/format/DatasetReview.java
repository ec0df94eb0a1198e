package dev.osprey.data.format;

import dev.osprey.core.text.OneLine;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Warns of properties of a data set that are valid but usually mistakes. */
final class DatasetReview {
  private static final int SHOWN = 3;

  private DatasetReview() {}

  static void review(Dataset dataset, Consumer<String> warnings) {
    warnOfNamesThatDifferByCase(dataset, warnings);
    warnOfRepeatedImages(dataset, warnings);
    if (dataset.size() > 0 && dataset.samples().stream().noneMatch(Sample::hasObjects)) {
      warnings.accept(
          dataset.name()
              + ": none of the "
              + dataset.size()
              + " images has an object; there is nothing to learn and nothing to measure");
    }
  }

  private static void warnOfNamesThatDifferByCase(Dataset dataset, Consumer<String> warnings) {
    Map<String, List<String>> alike = new TreeMap<>();
    for (String name : dataset.labels().names()) {
      alike
          .computeIfAbsent(name.strip().toLowerCase(Locale.ROOT), key -> new ArrayList<>())
          .add("\"" + OneLine.of(name, 60) + "\"");
    }
    for (List<String> names : alike.values()) {
      if (names.size() > 1) {
        warnings.accept(
            dataset.name()
                + ": the classes "
                + String.join(" and ", names)
                + " differ by case or spaces alone and are classes of their own; if they are one,"
                + " rename one in the annotations");
      }
    }
  }

  private static void warnOfRepeatedImages(Dataset dataset, Consumer<String> warnings) {
    Map<Object, List<Sample>> byImage = new LinkedHashMap<>();
    for (Sample sample : dataset.samples()) {
      byImage.computeIfAbsent(sample.source().identity(), key -> new ArrayList<>()).add(sample);
    }
    List<List<Sample>> repeated =
        byImage.values().stream().filter(entries -> entries.size() > 1).toList();
    if (!repeated.isEmpty()) {
      warnings.accept(
          dataset.name()
              + ": "
              + (repeated.size() == 1 ? "one image appears" : repeated.size() + " images appear")
              + " in the data set more than once, and each entry counts as an image of its own: "
              + shown(repeated));
    }
  }

  private static String shown(List<List<Sample>> repeated) {
    List<String> parts = new ArrayList<>();
    for (List<Sample> entries : repeated.subList(0, Math.min(SHOWN, repeated.size()))) {
      List<String> ids = entries.stream().limit(SHOWN).map(DatasetReview::id).toList();
      String others = entries.size() > SHOWN ? " and others" : "";
      parts.add(
          OneLine.of(entries.get(0).name(), 1000)
              + " (ids "
              + String.join(" and ", ids)
              + others
              + ")");
    }
    String more = repeated.size() > SHOWN ? " and " + (repeated.size() - SHOWN) + " more" : "";
    return String.join(", ", parts) + more;
  }

  private static String id(Sample sample) {
    return String.valueOf(sample.id());
  }
}
