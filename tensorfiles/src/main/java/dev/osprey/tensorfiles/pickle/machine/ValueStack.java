package dev.osprey.tensorfiles.pickle.machine;

import java.util.ArrayList;
import java.util.List;

/** The stack of a pickle machine, with marks at the starts of groups. */
final class ValueStack {
  /** Python appends the items of long lists and dictionaries in groups of a thousand. */
  private static final int MAX_SIZE = 1 << 18;

  private final TorchFileErrors errors;
  private final List<TorchValue> values = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();

  ValueStack(TorchFileErrors errors) {
    this.errors = errors;
  }

  boolean isEmpty() {
    return values.isEmpty() && marks.isEmpty();
  }

  void push(TorchValue value) {
    if (values.size() == MAX_SIZE) {
      throw errors.damaged("its pickle stacks more than " + MAX_SIZE + " values");
    }
    values.add(value);
  }

  void mark() {
    if (marks.size() == MAX_SIZE) {
      throw errors.damaged("its pickle stacks more than " + MAX_SIZE + " marks");
    }
    marks.add(values.size());
  }

  TorchValue pop() {
    requireValues(1);
    return values.remove(values.size() - 1);
  }

  TorchValue peek() {
    requireValues(1);
    return values.get(values.size() - 1);
  }

  /** Returns the bottom value, which becomes the value of the file; empty if there is none. */
  List<TorchValue> bottom() {
    return values.subList(0, Math.min(1, values.size()));
  }

  /** Pops a number of values, the lowest first. */
  List<TorchValue> pop(int count) {
    requireValues(count);
    return cut(values.size() - count);
  }

  /** Pops the values above the last mark, and the mark. */
  List<TorchValue> popToMark() {
    if (marks.isEmpty()) {
      throw errors.damaged("its pickle ends a group that was not started");
    }
    return cut(marks.remove(marks.size() - 1));
  }

  private List<TorchValue> cut(int from) {
    List<TorchValue> top = values.subList(from, values.size());
    List<TorchValue> taken = new ArrayList<>(top);
    top.clear();
    return taken;
  }

  private void requireValues(int count) {
    int bottom = marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
    if (values.size() - bottom < count) {
      throw errors.damaged("its pickle takes a value from an empty stack");
    }
  }
}
