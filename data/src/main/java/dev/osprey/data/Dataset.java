package dev.osprey.data;

import dev.osprey.core.LabelMap;
import java.util.List;

/**
 * Images with their annotations, in the order of their files, and the classes of the annotations.
 */
public record Dataset(String name, LabelMap labels, List<Sample> samples) {
  public Dataset {
    samples = List.copyOf(samples);
  }

  public int size() {
    return samples.size();
  }
}
