package dev.osprey.cli.val;

import dev.osprey.evaluation.Metric;
import java.util.Locale;
import java.util.Optional;

/** The values of {@code val --metric}. */
enum ValMetric {
  COCO,
  VOC,
  VOC07,

  /** The metric of WIDER FACE, which has its own file formats and is not available in training. */
  WIDER;

  /** The name of the metric on the command line. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The metric for the annotations of a data set; empty for {@link #WIDER}. */
  Optional<Metric> ofAnnotations() {
    return switch (this) {
      case COCO -> Optional.of(Metric.COCO);
      case VOC -> Optional.of(Metric.VOC);
      case VOC07 -> Optional.of(Metric.VOC07);
      case WIDER -> Optional.empty();
    };
  }
}
