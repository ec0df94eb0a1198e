package dev.osprey.parity.comparison;

import dev.osprey.parity.spec.CaseError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Compares Osprey's numbers with those of a case and keeps the largest differences. Each expected
 * tensor must be compared or declared as an input; otherwise the case fails.
 */
public final class Comparison {
  /** The tolerance of a sum, so that exact tensors need not be summed in the same order. */
  private static final double ACCUMULATION = 1e-12;

  private final ExpectedTensors expected;
  private final Set<String> treated = new LinkedHashSet<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<String, Finding> worstByTensor = new LinkedHashMap<>();
  private double worst = -1;
  private String worstAt = "nothing";

  public Comparison(ExpectedTensors expected) {
    this.expected = expected;
  }

  public ExpectedTensors expected() {
    return expected;
  }

  /** Declares a tensor as an input. */
  public void isInput(String name) {
    treated.add(name);
  }

  /** Declares a tensor as compared by {@link #number}. */
  public void isCompared(String name) {
    treated.add(name);
  }

  /** Compares a whole tensor of ours with the stored elements and statistics. */
  public void tensor(String name, Numbers actual, Tolerance tolerance) {
    if (hasShape(name, actual)) {
      ExpectedTensors.Entry entry = expected.get(name);
      compare(name, entry, actual, i -> tolerance);
      entry.statistics().ifPresent(statistics -> compare(name, statistics, actual, tolerance));
    }
  }

  /**
   * Compares a tensor with a tolerance for each element.
   *
   * @param tolerances absolute, of the tensor's shape
   */
  public void tensor(String name, Numbers actual, Numbers tolerances) {
    if (hasShape(name, actual)) {
      ExpectedTensors.Entry entry = expected.get(name);
      compare(name, entry, actual, i -> Tolerance.absolute(tolerances.get(i)));
      entry.statistics().ifPresent(statistics -> compare(name, statistics, actual, tolerances));
    }
  }

  private boolean hasShape(String name, Numbers actual) {
    treated.add(name);
    long[] shape = expected.get(name).shape();
    if (!Arrays.equals(shape, actual.shape())) {
      fail(
          name
              + " of shape "
              + Arrays.toString(actual.shape())
              + " in place of "
              + Arrays.toString(shape));
      return false;
    }
    return true;
  }

  /** Reports the element with the largest difference relative to its tolerance. */
  private void compare(
      String name, ExpectedTensors.Entry entry, Numbers actual, IntFunction<Tolerance> tolerances) {
    double[] values = entry.values();
    int worstElement = -1;
    double largest = -1;
    for (int i = 0; i < values.length; i++) {
      int element = i * entry.stride();
      double share = tolerances.apply(element).share(values[i], actual.get(element));
      if (share > largest) {
        largest = share;
        worstElement = i;
      }
    }
    if (worstElement < 0) {
      number(name, 0, 0, Tolerance.EXACT);
      return;
    }
    int element = worstElement * entry.stride();
    number(name, values[worstElement], actual.get(element), tolerances.apply(element));
  }

  /**
   * Compares a tensor as a whole: the L2 norm of the difference relative to that of the expected
   * tensor. It is for values that a single unit at the edge of a ReLU changes more than an
   * element-wise tolerance allows.
   */
  public void distance(String name, Numbers actual, double relative) {
    treated.add(name);
    ExpectedTensors.Entry entry = expected.get(name);
    if (!Arrays.equals(entry.shape(), actual.shape())) {
      fail(name + " of shape " + Arrays.toString(actual.shape()));
      return;
    }
    double difference = 0;
    double squares = 0;
    for (int i = 0; i < entry.values().length; i++) {
      double value = entry.values()[i];
      difference += Math.pow(value - actual.get(i * entry.stride()), 2);
      squares += value * value;
    }
    number(name, 0, Math.sqrt(difference), Tolerance.absolute(relative * Math.sqrt(squares)));
    entry
        .statistics()
        .ifPresent(
            statistics ->
                number(name + " (l2)", statistics.l2(), l2(actual), Tolerance.relative(relative)));
  }

  private static double l2(Numbers numbers) {
    double squares = 0;
    for (int i = 0; i < numbers.count(); i++) {
      squares += numbers.get(i) * numbers.get(i);
    }
    return Math.sqrt(squares);
  }

  /**
   * Compares the statistics of a tensor. Each element may differ by its tolerance, so the
   * statistics may differ by the sum of tolerances.
   */
  private void compare(
      String name, ExpectedTensors.Statistics statistics, Numbers actual, Tolerance tolerance) {
    double n = actual.count();
    double relative = tolerance.relative() + ACCUMULATION;
    compare(
        name,
        statistics,
        actual,
        new FigureTolerances(
            Tolerance.absolute(n * tolerance.absolute() + relative * statistics.absSum()),
            new Tolerance(Math.sqrt(n) * tolerance.absolute(), relative),
            tolerance));
  }

  private void compare(
      String name, ExpectedTensors.Statistics statistics, Numbers actual, Numbers tolerances) {
    ExpectedTensors.Statistics sums = ExpectedTensors.Statistics.of(tolerances);
    compare(
        name,
        statistics,
        actual,
        new FigureTolerances(
            Tolerance.absolute(sums.sum() + ACCUMULATION * statistics.absSum()),
            new Tolerance(sums.l2(), ACCUMULATION),
            Tolerance.absolute(sums.max())));
  }

  /** The tolerances of a sum, of the L2 norm, and of the extremes. */
  private record FigureTolerances(Tolerance sum, Tolerance l2, Tolerance extreme) {}

  private void compare(
      String name,
      ExpectedTensors.Statistics statistics,
      Numbers actual,
      FigureTolerances tolerances) {
    if (actual.count() == 0) {
      return;
    }
    ExpectedTensors.Statistics ours = ExpectedTensors.Statistics.of(actual);
    number(name + " (sum)", statistics.sum(), ours.sum(), tolerances.sum());
    number(name + " (abs_sum)", statistics.absSum(), ours.absSum(), tolerances.sum());
    number(name + " (l2)", statistics.l2(), ours.l2(), tolerances.l2());
    number(name + " (min)", statistics.min(), ours.min(), tolerances.extreme());
    number(name + " (max)", statistics.max(), ours.max(), tolerances.extreme());
  }

  /** Compares one number of the spec, or of the tensor whose name is a prefix of {@code what}. */
  public void number(String what, double expectedNumber, double actual, Tolerance tolerance) {
    record(
        new Finding(
            tensorOf(what),
            what,
            Math.abs(expectedNumber - actual),
            tolerance.of(expectedNumber),
            tolerance.share(expectedNumber, actual)));
  }

  private void record(Finding finding) {
    if (finding.share() > worst) {
      worst = finding.share();
      worstAt = finding.what();
    }
    worstByTensor.merge(
        finding.tensor(), finding, (known, next) -> next.share() > known.share() ? next : known);
  }

  /** Returns the longest tensor name that is a prefix of {@code what}, or {@code what}. */
  private String tensorOf(String what) {
    return expected.names().stream()
        .filter(what::startsWith)
        .max(Comparator.comparingInt(String::length))
        .orElse(what);
  }

  /** Adds a difference that no tolerance allows. */
  public void fail(String what) {
    record(Finding.beyondAny(tensorOf(what), what));
  }

  /** Returns the largest difference of each tensor, in the order of comparison. */
  public List<Finding> findings() {
    return List.copyOf(worstByTensor.values());
  }

  /** Adds a remark to the result. */
  void note(String note) {
    notes.add(note);
  }

  public List<String> notes() {
    return List.copyOf(notes);
  }

  public boolean passed() {
    return worst >= 0 && worst <= 1;
  }

  /** Fails if an expected tensor was not compared, or if nothing was. */
  public void finish() {
    Set<String> left = new LinkedHashSet<>(expected.names());
    left.removeAll(treated);
    if (!left.isEmpty()) {
      throw new CaseError("tensors that this family does not know: " + String.join(", ", left));
    }
    if (worst < 0) {
      throw new CaseError("nothing was compared");
    }
  }

  /** Returns a text such as {@code passed, 0.31 of tolerance at head.cls_logits}. */
  @Override
  public String toString() {
    String verdict = passed() ? "passed" : "FAILED";
    return Double.isInfinite(worst)
        ? verdict + ", beyond any tolerance: " + worstAt
        : String.format(Locale.ROOT, "%s, %.2g of tolerance at %s", verdict, worst, worstAt);
  }
}
