package dev.osprey.networks.region;

import dev.osprey.networks.Module;
import dev.osprey.networks.layer.Linear;
import dev.osprey.networks.layer.Ops;

/**
 * The last layers of the second stage: from the feature vector of a region to class logits and one
 * box per class. Parameters have torchvision's names ({@code cls_score.weight}).
 */
public final class RegionPredictor extends Module {
  private final Linear logits;
  private final Linear deltas;

  /**
   * @param outputs number of classes, the background included
   */
  public RegionPredictor(int features, int outputs) {
    logits = child("cls_score", Linear.of(features, outputs));
    deltas = child("bbox_pred", Linear.of(features, 4 * outputs));
  }

  public <T> RegionOutputs<T> forward(Ops<T> ops, T features) {
    return new RegionOutputs<>(logits.forward(ops, features), deltas.forward(ops, features));
  }
}
