package dev.osprey.inference;

import dev.osprey.core.Detections;
import java.util.List;

/**
 * Counts the outputs of a detector since it was loaded that were not finite: the counts are above 0
 * only with diverged or damaged weights.
 *
 * @param images the number of images with such outputs; each view of an image counts
 * @param outputs the number of such rows of the network's logits and deltas
 */
public record NonFiniteOutputs(int images, long outputs) {
  public static final NonFiniteOutputs NONE = new NonFiniteOutputs(0, 0);

  public NonFiniteOutputs and(List<Detections> found) {
    int more = 0;
    long rows = 0;
    for (Detections one : found) {
      more += one.notFinite() > 0 ? 1 : 0;
      rows += one.notFinite();
    }
    return more == 0 ? this : new NonFiniteOutputs(images + more, outputs + rows);
  }
}
