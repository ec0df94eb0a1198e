package dev.osprey.networks;

import java.util.List;

/**
 * What a one-stage head says, per level, finest first.
 *
 * @param logits each (N, H·W·A, K), before the sigmoid; rows in the order of the anchors
 * @param deltas each (N, H·W·A, 4), encoded boxes
 */
public record HeadOutputs<T>(List<T> logits, List<T> deltas) {
  public HeadOutputs {
    logits = List.copyOf(logits);
    deltas = List.copyOf(deltas);
  }
}
