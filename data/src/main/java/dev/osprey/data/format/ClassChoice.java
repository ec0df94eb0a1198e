package dev.osprey.data.format;

import dev.osprey.core.Annotation;
import dev.osprey.core.LabelMap;
import dev.osprey.core.NearestName;
import dev.osprey.core.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keeps some of a data set's classes. */
final class ClassChoice {
  private ClassChoice() {}

  /**
   * The data set with these classes alone, labelled in this order; categories keep their ids. All
   * pictures stay.
   *
   * @throws UserError where the data set has no class of a name
   */
  static Dataset choose(Dataset dataset, List<String> only) {
    LabelMap labels = dataset.labels();
    int[] targets = new int[labels.size()];
    Arrays.fill(targets, -1);
    List<LabelMap.Category> chosen = new ArrayList<>();
    for (String name : only) {
      int label = labels.labelOfName(name);
      if (label < 0) {
        throw unknown(dataset, name);
      }
      targets[label] = chosen.size();
      chosen.add(labels.categories().get(label));
    }
    List<Sample> samples =
        dataset.samples().stream()
            .map(
                sample ->
                    new Sample(
                        sample.id(), sample.image(), relabelled(sample.annotations(), targets)))
            .toList();
    return new Dataset(dataset.name(), new LabelMap(chosen), samples);
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
        "only names the class \""
            + name
            + "\", which the data set "
            + dataset.name()
            + " does not have; "
            + NearestName.hint(name, known)
            + "its classes are "
            + String.join(", ", known));
  }
}
