package dev.osprey.parity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Holds our numbers against a case's and remembers the worst. Each expected tensor must be compared
 * or be declared an input; one that is left over fails the case.
 */
final class Comparison {
  private final ExpectedTensors expected;
  private final Set<String> treated = new LinkedHashSet<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<String, Finding> worstByTensor = new LinkedHashMap<>();
  private double worst = -1;
  private String worstAt = "nothing";

  Comparison(ExpectedTensors expected) {
    this.expected = expected;
  }

  ExpectedTensors expected() {
    return expected;
  }

  /** A tensor that the case gives rather than expects. */
  void isInput(String name) {
    treated.add(name);
  }

  /** The same for tensors that {@link #number} speaks of. */
  void isCompared(String name) {
    treated.add(name);
  }

  /** Compares a whole tensor of ours with the stored elements and figures. */
  void tensor(String name, Numbers actual, Tolerance tolerance) {
    treated.add(name);
    ExpectedTensors.Entry entry = expected.get(name);
    if (!Arrays.equals(entry.shape(), actual.shape())) {
      fail(
          name
              + " of shape "
              + Arrays.toString(actual.shape())
              + " in place of "
              + Arrays.toString(entry.shape()));
      return;
    }
    compare(name, entry, actual, tolerance);
    entry.statistics().ifPresent(statistics -> compare(name, statistics, actual, tolerance));
  }

  /** The element that takes the largest part of its tolerance stands for the tensor. */
  private void compare(
      String name, ExpectedTensors.Entry entry, Numbers actual, Tolerance tolerance) {
    double[] values = entry.values();
    int worstElement = -1;
    double largest = -1;
    for (int i = 0; i < values.length; i++) {
      double share = tolerance.share(values[i], actual.get(i * entry.stride()));
      if (share > largest) {
        largest = share;
        worstElement = i;
      }
    }
    if (worstElement < 0) {
      number(name, 0, 0, tolerance);
      return;
    }
    number(name, values[worstElement], actual.get(worstElement * entry.stride()), tolerance);
  }

  /**
   * Compares a tensor as a whole: the L2 norm of the difference over that of the expected one. For
   * values that a single unit on the edge of a ReLU can move, which no tolerance for each element
   * allows.
   */
  void distance(String name, Numbers actual, double relative) {
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

  /** Each element may be off by the tolerance, so the figures may be off by what that sums to. */
  private void compare(
      String name, ExpectedTensors.Statistics statistics, Numbers actual, Tolerance tolerance) {
    double sum = 0;
    double absSum = 0;
    double squares = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < actual.count(); i++) {
      double value = actual.get(i);
      sum += value;
      absSum += Math.abs(value);
      squares += value * value;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    if (actual.count() == 0) {
      return;
    }
    double n = actual.count();
    // The accumulation's own rounding, so that exact tensors need not be summed in the same order.
    double rounding = 1e-12;
    Tolerance ofSum =
        Tolerance.absolute(
            n * tolerance.absolute() + (tolerance.relative() + rounding) * statistics.absSum());
    Tolerance ofL2 =
        new Tolerance(Math.sqrt(n) * tolerance.absolute(), tolerance.relative() + rounding);
    number(name + " (sum)", statistics.sum(), sum, ofSum);
    number(name + " (abs_sum)", statistics.absSum(), absSum, ofSum);
    number(name + " (l2)", statistics.l2(), Math.sqrt(squares), ofL2);
    number(name + " (min)", statistics.min(), min, tolerance);
    number(name + " (max)", statistics.max(), max, tolerance);
  }

  /** Compares one number: of a tensor, whose name {@code what} begins with, or of the spec. */
  void number(String what, double expectedNumber, double actual, Tolerance tolerance) {
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

  /** The longest of the tensors' names that {@code what} begins with, or all of it. */
  private String tensorOf(String what) {
    return expected.names().stream()
        .filter(what::startsWith)
        .max(Comparator.comparingInt(String::length))
        .orElse(what);
  }

  /** Something that no tolerance allows. */
  void fail(String what) {
    record(Finding.beyondAny(tensorOf(what), what));
  }

  /** The worst of each tensor, in the order in which they were compared. */
  List<Finding> findings() {
    return List.copyOf(worstByTensor.values());
  }

  /** Something that a reader of the result should know. */
  void note(String note) {
    notes.add(note);
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  boolean passed() {
    return worst >= 0 && worst <= 1;
  }

  /** Fails where an expected tensor was not compared, or nothing at all. */
  void finish() {
    Set<String> left = new LinkedHashSet<>(expected.names());
    left.removeAll(treated);
    if (!left.isEmpty()) {
      throw new CaseError("tensors that this family does not know: " + String.join(", ", left));
    }
    if (worst < 0) {
      throw new CaseError("nothing was compared");
    }
  }

  /** {@code passed, 0.31 of tolerance at head.cls_logits}. */
  @Override
  public String toString() {
    String verdict = passed() ? "passed" : "FAILED";
    return Double.isInfinite(worst)
        ? verdict + ", beyond any tolerance: " + worstAt
        : String.format(Locale.ROOT, "%s, %.2g of tolerance at %s", verdict, worst, worstAt);
  }
}
