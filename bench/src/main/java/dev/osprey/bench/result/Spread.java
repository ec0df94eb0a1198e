package dev.osprey.bench.result;

import java.util.ArrayList;
import java.util.List;

/** The median of some values, with the smallest and the largest of them. */
public record Spread(double median, double least, double most) {

  /**
   * The spread of values.
   *
   * @param values at least one
   */
  public static Spread of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values have no median");
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
  }

  /**
   * The spread of the ratios of pairs, one for each round. What slows the whole machine down for a
   * while slows both values of a pair.
   *
   * @param peers as many as {@code ours}, above 0
   */
  public static Spread ofRatios(List<Double> ours, List<Double> peers) {
    if (ours.size() != peers.size()) {
      throw new IllegalArgumentException(ours.size() + " values beside " + peers.size());
    }
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(ours.get(i) / peers.get(i));
    }
    return of(ratios);
  }
}
