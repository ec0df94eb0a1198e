package dev.osprey.training.run;

import dev.osprey.core.Annotation;
import dev.osprey.core.text.OneLine;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Warns about inconsistencies between the two splits of a run. */
final class SplitReview {
  private static final int SHOWN = 5;

  private SplitReview() {}

  /**
   * @param validation with the labels of the training split
   */
  static void review(Dataset train, @Nullable Dataset validation, Consumer<String> warnings) {
    if (validation == null) {
      return;
    }
    int[] learnt = objectsPerClass(train);
    int[] evaluated = objectsPerClass(validation);
    if (sum(learnt) > 0 && sum(evaluated) > 0) {
      warnOf(
          train,
          only(evaluated, learnt),
          "objects in the validation split but none in the training split, so that they cannot be"
              + " learnt",
          warnings);
      warnOf(
          train,
          only(learnt, evaluated),
          "objects in the training split but none in the validation split, so that they are not"
              + " evaluated",
          warnings);
    }
    warnOfSharedImages(train, validation, warnings);
  }

  private static int[] objectsPerClass(Dataset dataset) {
    int[] counts = new int[dataset.labels().size()];
    for (Sample sample : dataset.samples()) {
      for (Annotation annotation : sample.annotations()) {
        counts[annotation.label()] += annotation.isCrowd() ? 0 : 1;
      }
    }
    return counts;
  }

  private static int sum(int[] counts) {
    int sum = 0;
    for (int count : counts) {
      sum += count;
    }
    return sum;
  }

  /** The labels that have objects in one split and none in the other. */
  private static List<Integer> only(int[] here, int[] there) {
    List<Integer> labels = new ArrayList<>();
    for (int label = 0; label < here.length; label++) {
      if (here[label] > 0 && there[label] == 0) {
        labels.add(label);
      }
    }
    return labels;
  }

  private static void warnOf(
      Dataset train, List<Integer> labels, String what, Consumer<String> warnings) {
    if (labels.isEmpty()) {
      return;
    }
    List<String> names =
        labels.stream().map(label -> "\"" + OneLine.of(train.labels().name(label)) + "\"").toList();
    String more = names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "";
    warnings.accept(
        (names.size() == 1 ? "the class " : "the classes ")
            + String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
            + more
            + (names.size() == 1 ? " has " : " have ")
            + what);
  }

  private static void warnOfSharedImages(
      Dataset train, Dataset validation, Consumer<String> warnings) {
    Set<Object> seen = new HashSet<>();
    train.samples().forEach(sample -> seen.add(sample.source().identity()));
    List<Sample> shared =
        validation.samples().stream()
            .filter(sample -> seen.contains(sample.source().identity()))
            .toList();
    if (!shared.isEmpty()) {
      warnings.accept(
          shared.size()
              + " of the "
              + validation.size()
              + " validation images are also training images; metrics on them say little"
              + " about new images. The first is "
              + shared.get(0).name());
    }
  }
}
