package dev.osprey.networks;

import java.util.List;

/**
 * The outputs of a dense head, one entry per level, finest first.
 *
 * @param logits each (N, H·W·A, K), before the sigmoid; rows in the order of the anchors
 * @param deltas each (N, H·W·A, 4), encoded boxes
 * @param landmarks each (N, H·W·A, 10), encoded points x1, y1, … y5; empty if the head has no
 *     landmarks
 */
public record HeadOutputs<T>(List<T> logits, List<T> deltas, List<T> landmarks) {
  public HeadOutputs {
    logits = List.copyOf(logits);
    deltas = List.copyOf(deltas);
    landmarks = List.copyOf(landmarks);
  }

  /** Outputs without landmarks. */
  public HeadOutputs(List<T> logits, List<T> deltas) {
    this(logits, deltas, List.of());
  }
}
