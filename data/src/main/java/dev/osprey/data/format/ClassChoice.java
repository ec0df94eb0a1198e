package dev.osprey.data.format;

import dev.osprey.core.Annotation;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.NameList;
import dev.osprey.core.text.NearestName;
import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Selects some of a data set's classes. */
final class ClassChoice {
  private ClassChoice() {}

  /**
   * Returns the data set with only these classes, labelled in this order; categories keep their
   * ids. All images stay.
   *
   * @param only names of classes; a text that is no class's name is parsed as a {@link NameList}
   * @throws UserError if the data set has no class of a name, or a class is named twice
   */
  static Dataset choose(Dataset dataset, List<String> only) {
    LabelMap labels = dataset.labels();
    int[] targets = new int[labels.size()];
    Arrays.fill(targets, -1);
    List<LabelMap.Category> chosen = new ArrayList<>();
    for (String name : names(dataset, only)) {
      int label = labels.labelOfName(name);
      if (label < 0) {
        throw unknown(dataset, name);
      }
      targets[label] = chosen.size();
      chosen.add(labels.categories().get(label));
    }
    List<Sample> samples =
        dataset.samples().stream()
            .map(sample -> sample.withAnnotations(relabelled(sample.annotations(), targets)))
            .toList();
    return new Dataset(dataset.name(), new LabelMap(chosen), samples);
  }

  private static Set<String> names(Dataset dataset, List<String> only) {
    Set<String> names = new LinkedHashSet<>();
    for (String entry : only) {
      boolean known = dataset.labels().labelOfName(entry) >= 0;
      for (String name : known ? List.of(entry) : NameList.parse(entry)) {
        if (!names.add(name)) {
          throw new UserError("only: a class is named twice: " + OneLine.of(name));
        }
      }
    }
    if (names.isEmpty()) {
      throw new UserError("only: no class is named; name one or more, or leave it out");
    }
    return names;
  }

  private static List<Annotation> relabelled(List<Annotation> annotations, int[] targets) {
    return annotations.stream()
        .filter(each -> targets[each.label()] >= 0)
        .map(each -> each.withLabel(targets[each.label()]))
        .toList();
  }

  private static UserError unknown(Dataset dataset, String name) {
    List<String> known = dataset.labels().names();
    return new UserError(
        "only: the data set "
            + dataset.name()
            + " has no class \""
            + OneLine.of(name)
            + "\"; "
            + OneLine.of(NearestName.hint(name, known))
            + "its classes are "
            + NameList.text(known)
            + quoting(known));
  }

  /** Explains how to write names that have commas; empty if no class has one. */
  private static String quoting(List<String> known) {
    return known.stream()
        .filter(name -> name.contains(","))
        .findFirst()
        .map(
            name ->
                ". Write a name with a comma in double quotes, and those in single ones for the"
                    + " shell: --only '"
                    + NameList.text(List.of(name)).replace("'", "'\\''")
                    + "'")
        .orElse("");
  }
}
