package dev.osprey.evaluation.voc;

import java.util.List;

/**
 * The result of one evaluation with VOC's metric.
 *
 * @param perClass metrics of each category, by ascending id
 */
public record VocMetrics(VocSettings settings, List<VocClassMetrics> perClass) {
  public VocMetrics {
    perClass = List.copyOf(perClass);
  }

  /** The mean AP over the categories with objects; -1 if there are none. */
  public double map() {
    return perClass.stream()
        .filter(ofClass -> ofClass.groundTruths() > 0)
        .mapToDouble(VocClassMetrics::ap)
        .average()
        .orElse(-1);
  }
}
