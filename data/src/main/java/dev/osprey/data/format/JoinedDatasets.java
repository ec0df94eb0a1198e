package dev.osprey.data.format;

import dev.osprey.core.Annotation;
import dev.osprey.core.EntryId;
import dev.osprey.core.LabelMap;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Joins several data sets. Classes of the same name become one, in the order of their first
 * appearance. A category keeps its id unless an earlier class has it; then it gets an id above all
 * others. Images follow each other and are numbered again from 1, so that an evaluation never
 * confuses two.
 */
final class JoinedDatasets {
  private JoinedDatasets() {}

  static Dataset join(List<Dataset> parts) {
    LabelMap labels = unite(parts.stream().map(Dataset::labels).toList());
    List<Sample> samples = new ArrayList<>();
    for (Dataset part : parts) {
      for (Sample sample : part.samples()) {
        List<Annotation> annotations =
            sample.annotations().stream()
                .map(each -> relabelled(each, part.labels(), labels))
                .toList();
        samples.add(new Sample(samples.size() + 1, sample.source(), annotations));
      }
    }
    String name = parts.stream().map(Dataset::name).collect(Collectors.joining("+"));
    return new Dataset(name, labels, samples);
  }

  private static Annotation relabelled(Annotation annotation, LabelMap from, LabelMap to) {
    int label = to.labelOfName(from.name(annotation.label()));
    return annotation.withLabel(label);
  }

  private static LabelMap unite(List<LabelMap> maps) {
    long free =
        1
            + maps.stream()
                .flatMap(map -> map.categories().stream())
                .mapToLong(category -> category.id().toLong().orElse(0))
                .max()
                .orElse(0);
    Set<String> names = new HashSet<>();
    Set<EntryId> ids = new HashSet<>();
    List<LabelMap.Category> united = new ArrayList<>();
    for (LabelMap map : maps) {
      for (LabelMap.Category category : map.categories()) {
        if (names.add(category.name())) {
          EntryId id = ids.add(category.id()) ? category.id() : EntryId.of(free++);
          united.add(new LabelMap.Category(id, category.name()));
        }
      }
    }
    return new LabelMap(united);
  }
}
