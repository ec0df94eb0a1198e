package dev.osprey.parity.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The rules that make the weights of a case: the first rule whose pattern is found in a weight's
 * name.
 */
public final class WeightRules {

  private record Rule(Pattern pattern, String kind, List<Double> numbers) {}

  private final String salt;
  private final List<Rule> rules;

  private WeightRules(String salt, List<Rule> rules) {
    this.salt = salt;
    this.rules = rules;
  }

  /** Reads rules from a spec: lists of pattern, kind and numbers. */
  static WeightRules of(String salt, JsonNode rules) {
    List<Rule> parsed = new ArrayList<>();
    for (JsonNode rule : rules) {
      List<Double> numbers = new ArrayList<>();
      for (int i = 2; i < rule.size(); i++) {
        numbers.add(rule.get(i).doubleValue());
      }
      parsed.add(
          new Rule(Pattern.compile(rule.get(0).textValue()), rule.get(1).textValue(), numbers));
    }
    return new WeightRules(salt, parsed);
  }

  /**
   * Returns the rules at the end of every case's list; operator cases use them without listing
   * them.
   */
  public static WeightRules defaults(String salt) {
    return new WeightRules(
        salt,
        List.of(
            new Rule(Pattern.compile("num_batches_tracked$"), "const", List.of(0.0)),
            new Rule(Pattern.compile("running_var$"), "range", List.of(0.5, 1.5)),
            new Rule(Pattern.compile("running_mean$"), "sym", List.of(0.1)),
            new Rule(Pattern.compile("bias$"), "sym", List.of(0.1)),
            new Rule(Pattern.compile("weight$"), "auto", List.of(1.0))));
  }

  /** Returns the values of the tensor that the peer calls {@code name}, flat in C order. */
  public float[] values(String name, long... shape) {
    Rule rule =
        rules.stream()
            .filter(candidate -> candidate.pattern.matcher(name).find())
            .findFirst()
            .orElseThrow(() -> new CaseError("no weight rule matches " + name));
    int count = 1;
    for (long dimension : shape) {
      count = Math.multiplyExact(count, Math.toIntExact(dimension));
    }
    Formula formula = Formula.of(salt, name);
    List<Double> n = rule.numbers;
    return switch (rule.kind) {
      case "fan" -> fan(formula, n.get(0), count, shape);
      case "sym" -> symmetric(formula, n.get(0), n.size() > 1 ? n.get(1) : 0, count);
      case "range" -> formula.range(n.get(0), n.get(1), count);
      case "const" -> formula.range(n.get(0), n.get(0), count);
      case "auto" ->
          shape.length >= 2 ? fan(formula, n.get(0), count, shape) : formula.range(0.5, 1.5, count);
      default -> throw new CaseError("unknown kind of weight rule: " + rule.kind);
    };
  }

  private static float[] fan(Formula formula, double gain, int count, long[] shape) {
    long fanIn = count / shape[0];
    double bound = Math.sqrt(3.0 * gain / fanIn);
    return symmetric(formula, bound, 0, count);
  }

  private static float[] symmetric(Formula formula, double bound, double shift, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) ((2.0 * formula.unit(i) - 1.0) * bound + shift);
    }
    return values;
  }
}
