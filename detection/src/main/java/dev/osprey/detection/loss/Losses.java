package dev.osprey.detection.loss;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The weighted loss terms of one batch, each a scalar tensor with gradients, by the names that the
 * reference implementation gives them. They belong to the open scope.
 */
public record Losses(Map<String, Tensor> terms) {
  public Losses {
    if (terms.isEmpty()) {
      throw new IllegalArgumentException("a batch has at least one loss term");
    }
    terms = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(terms));
  }

  /** These terms followed by one more. */
  public Losses with(String name, Tensor term) {
    Map<String, Tensor> more = new LinkedHashMap<>(terms);
    more.put(name, term);
    return new Losses(more);
  }

  /** The sum of all terms, which training minimises. */
  public Tensor total() {
    return terms.values().stream().reduce(Tensor::add).orElseThrow();
  }
}
