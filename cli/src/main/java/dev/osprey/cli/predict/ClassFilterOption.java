package dev.osprey.cli.predict;

import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.NameList;
import dev.osprey.core.text.NearestName;
import dev.osprey.core.text.UserError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code predict --classes}, which selects the classes that are shown. */
final class ClassFilterOption {
  @Option(
      names = {"--classes", "--only"},
      paramLabel = "A,B",
      description =
          "Show only the objects of these classes: --classes RBC,WBC. Put a name with a comma in"
              + " double quotes: --classes 'RBC,\"cell, white\"'. Can be repeated.")
  @Nullable List<String> names;

  /**
   * Returns the labels of the selected classes; all labels of the model without the option.
   *
   * @throws UserError if the model has no class with one of the names
   */
  Set<Integer> labels(LabelMap known) {
    Set<Integer> labels = new LinkedHashSet<>();
    if (names == null) {
      IntStream.range(0, known.size()).forEach(labels::add);
      return labels;
    }
    for (String text : names) {
      boolean isName = known.labelOfName(text) >= 0;
      List<String> wanted = isName ? List.of(text) : NameList.parse(text);
      wanted.forEach(name -> labels.add(label(name, known)));
    }
    if (labels.isEmpty()) {
      throw new UserError("--classes names no class; the model has " + shown(known));
    }
    return labels;
  }

  private static int label(String name, LabelMap known) {
    int label = known.labelOfName(name);
    if (label < 0) {
      throw new UserError(
          "--classes "
              + NameList.text(List.of(name))
              + ": the model has no such class; "
              + NearestName.hint(name, known.names())
              + "it has "
              + shown(known));
    }
    return label;
  }

  private static String shown(LabelMap known) {
    List<String> first = known.names().subList(0, Math.min(20, known.size()));
    int more = known.size() - first.size();
    return NameList.text(first) + (more > 0 ? " and " + more + " more" : "");
  }

  /** Returns the detections whose label is in a set. */
  static Detections of(Set<Integer> labels, Detections all) {
    return all.select(
        IntStream.range(0, all.size()).filter(i -> labels.contains(all.label(i))).toArray());
  }
}
