package dev.osprey.training.evaluation;

import dev.osprey.core.Annotation;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.NameList;
import dev.osprey.core.text.NearestName;
import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import java.util.List;

/** Aligns the labels of a data set with those of another one by class name. */
public final class LabelAlignment {
  private LabelAlignment() {}

  /**
   * Returns {@code dataset} with the labels of {@code labels}, which may lack classes without
   * objects.
   *
   * @throws UserError if an object has a class that is not in {@code labels}
   */
  public static Dataset align(Dataset dataset, LabelMap labels) {
    if (dataset.labels().equals(labels)) {
      return dataset;
    }
    int[] targets = new int[dataset.labels().size()];
    for (int label = 0; label < targets.length; label++) {
      targets[label] = labels.labelOfName(dataset.labels().name(label));
    }
    List<Sample> samples =
        dataset.samples().stream().map(sample -> align(sample, targets, dataset, labels)).toList();
    return new Dataset(dataset.name(), labels, samples);
  }

  private static Sample align(Sample sample, int[] targets, Dataset dataset, LabelMap labels) {
    List<Annotation> annotations =
        sample.annotations().stream()
            .map(
                annotation -> {
                  int target = targets[annotation.label()];
                  if (target < 0) {
                    throw unknown(sample, dataset.labels().name(annotation.label()), labels);
                  }
                  return annotation.withLabel(target);
                })
            .toList();
    return sample.withAnnotations(annotations);
  }

  private static UserError unknown(Sample sample, String name, LabelMap labels) {
    return new UserError(
        sample.name()
            + " has an object of class \""
            + OneLine.of(name)
            + "\", which the model does not know; "
            + NearestName.hint(name, labels.names())
            + "its classes are "
            + NameList.text(labels.names())
            + ". Rename the class, or skip such objects: name the classes to keep with only");
  }
}
