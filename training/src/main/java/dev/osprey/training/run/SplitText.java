package dev.osprey.training.run;

import dev.osprey.core.LabelMap;
import dev.osprey.core.text.OneLine;
import dev.osprey.data.Dataset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Describes the content of the splits of a run. */
public final class SplitText {
  private static final int SHOWN_CLASSES = 8;
  private static final int LONGEST_NAME = 24;

  private SplitText() {}

  /**
   * {@code training: 120 images (2 without objects), 960 objects of 3 classes: star 400, …}, and
   * the same for the validation split.
   */
  public static List<String> lines(TrainingRun.Splits splits) {
    List<String> lines = new ArrayList<>();
    lines.add("training:   " + line(splits.train()));
    Dataset validation = splits.validation();
    lines.add(
        validation == null
            ? "validation: none; no AP is computed, and the last weights are saved as the best"
            : "validation: " + line(validation));
    return lines;
  }

  private static String line(Dataset data) {
    int[] counts = counts(data);
    long objects = IntStream.of(counts).asLongStream().sum();
    long empty = data.samples().stream().filter(one -> one.annotations().isEmpty()).count();
    return count(data.size(), "image", "images")
        + (empty == 0 ? "" : String.format(Locale.ROOT, " (%d without objects)", empty))
        + ", "
        + count(objects, "object", "objects")
        + " of "
        + count(counts.length, "class", "classes")
        + ": "
        + classes(counts, data.labels());
  }

  private static int[] counts(Dataset data) {
    int[] counts = new int[data.labels().size()];
    data.samples().stream()
        .flatMap(sample -> sample.annotations().stream())
        .forEach(object -> counts[object.label()]++);
    return counts;
  }

  /** The classes in the order of their labels; if there are many, those with the most objects. */
  private static String classes(int[] counts, LabelMap labels) {
    List<Integer> shown = IntStream.range(0, counts.length).boxed().toList();
    boolean all = shown.size() <= SHOWN_CLASSES;
    if (!all) {
      Comparator<Integer> byCount = Comparator.comparingInt(label -> -counts[label]);
      shown = shown.stream().sorted(byCount).limit(SHOWN_CLASSES).toList();
    }
    String text =
        shown.stream()
            .map(label -> OneLine.of(labels.name(label), LONGEST_NAME) + " " + counts[label])
            .collect(Collectors.joining(", "));
    return all ? text : text + ", …";
  }

  private static String count(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }
}
