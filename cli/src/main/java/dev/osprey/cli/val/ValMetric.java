package dev.osprey.cli.val;

import dev.osprey.evaluation.Metric;
import java.util.Locale;
import java.util.Optional;

/** What {@code val --metric} names. */
enum ValMetric {
  COCO,
  VOC,
  VOC07,

  /** WIDER FACE's, which has files of its own and is no metric of a training run. */
  WIDER;

  /** As it is written on the command line. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The metric of a data set's annotations; none for {@link #WIDER}. */
  Optional<Metric> ofAnnotations() {
    return switch (this) {
      case COCO -> Optional.of(Metric.COCO);
      case VOC -> Optional.of(Metric.VOC);
      case VOC07 -> Optional.of(Metric.VOC07);
      case WIDER -> Optional.empty();
    };
  }
}
