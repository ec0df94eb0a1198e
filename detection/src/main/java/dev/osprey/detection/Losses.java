package dev.osprey.detection;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The loss terms of one batch, weighted, by the peer's names, each a scalar tensor with gradients.
 * They belong to the open scope.
 */
public record Losses(Map<String, Tensor> terms) {
  public Losses {
    if (terms.isEmpty()) {
      throw new IllegalArgumentException("a batch has at least one loss term");
    }
    terms = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(terms));
  }

  /** These terms and one more, behind them. */
  public Losses with(String name, Tensor term) {
    Map<String, Tensor> more = new LinkedHashMap<>(terms);
    more.put(name, term);
    return new Losses(more);
  }

  /** The sum of all terms: what is minimised. */
  public Tensor total() {
    return terms.values().stream().reduce(Tensor::add).orElseThrow();
  }
}
