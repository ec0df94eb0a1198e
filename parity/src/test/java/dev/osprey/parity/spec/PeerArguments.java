package dev.osprey.parity.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Constructor arguments of a peer. Each is read by name; {@link #finish} fails if one was not read,
 * so that no unknown argument is ignored.
 */
public final class PeerArguments {
  private final JsonNode node;
  private final Set<String> unread = new TreeSet<>();

  public PeerArguments(JsonNode node) {
    this.node = node;
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      unread.add(names.next());
    }
  }

  public int integer(String name) {
    JsonNode value = take(name);
    if (!value.isIntegralNumber()) {
      throw new CaseError("option " + name + " must be a whole number, but is " + value);
    }
    return value.intValue();
  }

  public int integer(String name, int absent) {
    return node.hasNonNull(name) ? integer(name) : absent(name, absent);
  }

  public double number(String name, double absent) {
    if (!node.hasNonNull(name)) {
      return absent(name, absent);
    }
    JsonNode value = take(name);
    if (!value.isNumber()) {
      throw new CaseError("option " + name + " must be a number, but is " + value);
    }
    return value.doubleValue();
  }

  /** Returns a text that must be one of {@code known}. */
  public String oneOf(String name, String absent, Set<String> known) {
    String text = text(name, absent);
    if (!known.contains(text)) {
      throw new CaseError("option " + name + ": \"" + text + "\" is unknown, not one of " + known);
    }
    return text;
  }

  public String text(String name, String absent) {
    return node.hasNonNull(name) ? take(name).asText() : absent(name, absent);
  }

  /** Returns a flag; absent: false. */
  public boolean flag(String name) {
    return flag(name, false);
  }

  public boolean flag(String name, boolean absent) {
    return node.hasNonNull(name) ? take(name).asBoolean() : absent(name, absent);
  }

  public List<Double> numbers(String name, List<Double> absent) {
    if (!node.hasNonNull(name)) {
      return absent(name, absent);
    }
    List<Double> numbers = new ArrayList<>();
    take(name).forEach(value -> numbers.add(value.doubleValue()));
    return numbers;
  }

  /** Returns lists of numbers; empty: the peer's defaults. */
  public List<List<Double>> lists(String name) {
    List<List<Double>> lists = new ArrayList<>();
    if (node.hasNonNull(name)) {
      for (JsonNode list : take(name)) {
        List<Double> numbers = new ArrayList<>();
        list.forEach(value -> numbers.add(value.doubleValue()));
        lists.add(numbers);
      }
    }
    return lists;
  }

  /** Marks an argument as read because other code reads it. */
  public void ignore(String name) {
    unread.remove(name);
  }

  /** Returns two integers. */
  public int[] pair(String name) {
    JsonNode value = take(name);
    if (value.size() != 2) {
      throw new CaseError("option " + name + " must be two numbers, but is " + value);
    }
    return new int[] {value.get(0).intValue(), value.get(1).intValue()};
  }

  public void finish() {
    if (!unread.isEmpty()) {
      throw new CaseError("unknown options: " + String.join(", ", unread));
    }
  }

  private JsonNode take(String name) {
    unread.remove(name);
    JsonNode value = node.get(name);
    if (value == null) {
      throw new CaseError("option " + name + " is missing");
    }
    return value;
  }

  private <V> V absent(String name, V value) {
    unread.remove(name);
    return value;
  }
}
