package dev.osprey.data.format.reading;

import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.ProblemList;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Collects the faults of the entries of one data set while it is read, and reports them once, as
 * {@link OnInvalid} states: as one error that names all faults, or as one warning for each kind.
 */
public final class EntryProblems {
  /** The maximum number of pieces of advice in an error. */
  private static final int MAXIMUM_ADVICES = 10;

  /**
   * The longest sentence in a message, in columns: names and values in a file may have any length.
   */
  private static final int LONGEST = 2000;

  /** The number of entries whose advice is evaluated; most share one. */
  private static final int MAXIMUM_EVALUATED = 100;

  private final String dataset;
  private final OnInvalid policy;
  private final Map<Fault, Count> rejected = new EnumMap<>(Fault.class);
  private final Map<Fault, Count> corrected = new EnumMap<>(Fault.class);
  private final Map<Fault, Count> tolerated = new EnumMap<>(Fault.class);
  private final List<String> places = new ArrayList<>();
  private final Set<String> advices = new LinkedHashSet<>();
  private final List<String> warnings = new ArrayList<>();
  private int evaluated;

  /**
   * @param dataset the name of the data set in messages
   */
  public EntryProblems(String dataset, OnInvalid policy) {
    this.dataset = shown(dataset);
    this.policy = policy;
  }

  /** How often a fault was found, and the sentence about the first. */
  private record Count(String first, int count) {
    static void add(Map<Fault, Count> counts, Fault fault, String sentence) {
      add(counts, fault, new Count(sentence, 1));
    }

    static void add(Map<Fault, Count> counts, Fault fault, Count more) {
      counts.merge(fault, more, (a, b) -> new Count(a.first, a.count + b.count));
    }
  }

  /** Creates an empty collection for the same data set. */
  public EntryProblems fresh() {
    return new EntryProblems(dataset, policy);
  }

  /** Adds all that another collection holds. */
  public void add(EntryProblems other) {
    other.rejected.forEach((fault, count) -> Count.add(rejected, fault, count));
    other.corrected.forEach((fault, count) -> Count.add(corrected, fault, count));
    other.tolerated.forEach((fault, count) -> Count.add(tolerated, fault, count));
    other.places.stream().limit(ProblemList.SHOWN - places.size()).forEach(places::add);
    advices.addAll(other.advices);
    warnings.addAll(other.warnings);
  }

  /** Whether faulty entries are corrected where that is possible. */
  public boolean corrects() {
    return policy == OnInvalid.FIX;
  }

  /**
   * Records an entry that cannot be used; the caller leaves it out.
   *
   * @param sentence file, entry and what is wrong: {@code a.json: annotation 3 has width 0.0}
   * @param advice what is valid, and how to fix the entry: {@code COCO boxes are …. Fix the entry};
   *     empty if the sentence already contains it
   */
  public void reject(Fault fault, String sentence, String advice) {
    reject(fault, sentence, () -> advice);
  }

  /**
   * Like {@link #reject(Fault, String, String)}, for advice that takes time to compute.
   *
   * @param advice evaluated for the first entries only
   */
  public void reject(Fault fault, String sentence, Supplier<String> advice) {
    Count.add(rejected, fault, sentence);
    if (places.size() < ProblemList.SHOWN) {
      places.add(sentence);
    }
    if (advices.size() < MAXIMUM_ADVICES && evaluated < MAXIMUM_EVALUATED) {
      evaluated++;
      String text = advice.get();
      if (!text.isEmpty()) {
        advices.add(text);
      }
    }
  }

  /** Whether faulty entries that are not corrected are left out. */
  public boolean leavesOut() {
    return policy != OnInvalid.FAIL;
  }

  /** Records an entry that was corrected, as {@link OnInvalid#FIX} allows. */
  public void correct(Fault fault, String sentence) {
    Count.add(corrected, fault, sentence);
  }

  /**
   * Records an entry that is unusual but was understood, under every policy.
   *
   * @param sentence what it is and how it was read
   */
  public void tolerate(Fault fault, String sentence) {
    Count.add(tolerated, fault, sentence);
  }

  /** Records a warning about the data set as a whole. */
  public void warn(String sentence) {
    warnings.add(sentence);
  }

  /** The error message of reading; empty if nothing is wrong, or if faulty entries are left out. */
  public Optional<String> failure() {
    return policy == OnInvalid.FAIL && !rejected.isEmpty()
        ? Optional.of(message())
        : Optional.empty();
  }

  private String message() {
    int all = rejected.values().stream().mapToInt(count -> count.count).sum();
    if (all == 1) {
      return shown(places.get(0)) + advice() + way();
    }
    StringBuilder text = new StringBuilder();
    text.append(dataset).append(" has ").append(all).append(" faulty entries: ");
    text.append(
        rejected.entrySet().stream()
            .map(entry -> entry.getKey().counted(entry.getValue().count))
            .collect(Collectors.joining(", ")));
    text.append(ProblemList.lines(places.stream().map(EntryProblems::shown).toList(), all));
    advices.forEach(advice -> text.append("\n").append(sentence(shown(advice))).append("."));
    return text.append("\nOr ").append(way()).toString();
  }

  /** The advice for a single fault, and the conjunction before the alternative. */
  private String advice() {
    if (advices.isEmpty()) {
      return ", or ";
    }
    String only = shown(advices.iterator().next());
    return "; " + only + (only.contains(" or ") ? ", or " : " or ");
  }

  private static String way() {
    return "pass --on-invalid skip or fix (in a configuration: onInvalid)";
  }

  /** Escapes line breaks and the like, which names in a file may contain. */
  private static String shown(String text) {
    return OneLine.of(text, LONGEST);
  }

  private static String sentence(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /**
   * One line for each kind of entry that was left out, corrected, or read although it is unusual.
   */
  public List<String> warnings() {
    List<String> lines = new ArrayList<>(warnings.stream().map(EntryProblems::shown).toList());
    tolerated.forEach((fault, count) -> lines.add(line(fault, count, "")));
    corrected.forEach(
        (fault, count) ->
            lines.add(line(fault, count, count.count == 1 ? " is corrected" : " are corrected")));
    if (policy != OnInvalid.FAIL) {
      rejected.forEach(
          (fault, count) ->
              lines.add(line(fault, count, count.count == 1 ? " is left out" : " are left out")));
    }
    return lines;
  }

  private String line(Fault fault, Count count, String fate) {
    String first = shown(count.first);
    return (first.startsWith(dataset) ? "" : dataset + ": ")
        + fault.counted(count.count)
        + fate
        + (count.count == 1 ? ": " : "; the first: ")
        + first;
  }
}
