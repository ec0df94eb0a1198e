package dev.osprey.data;

import dev.osprey.core.LabelMap;
import java.util.List;

/** Images with annotations, in the order of their files, and the classes that they speak of. */
public record Dataset(String name, LabelMap labels, List<Sample> samples) {
  public Dataset {
    samples = List.copyOf(samples);
  }

  public int size() {
    return samples.size();
  }
}
