package dev.osprey.tensorfiles.pickle.machine;

import dev.osprey.tensorfiles.pickle.machine.TorchValue.Dictionary;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Sequence;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Checks that the value of a pickle is a tree: no value contains itself, there are few levels, and
 * the number of values is bounded, with shared values counted each time. Its recursion is limited
 * to the allowed levels.
 */
public final class TreeCheck {
  static final int MAX_DEPTH = 64;

  private static final long MAX_VALUES = 4_000_000;

  /** The number of values in a container, including itself, and the number of levels below it. */
  private record Size(long values, int levels) {}

  private final TorchFileErrors errors;
  private final IdentityHashMap<TorchValue, Optional<Size>> sizes = new IdentityHashMap<>();

  private TreeCheck(TorchFileErrors errors) {
    this.errors = errors;
  }

  public static void check(TorchValue root, TorchFileErrors errors) {
    new TreeCheck(errors).measure(root, 0);
  }

  private Size measure(TorchValue value, int level) {
    List<? extends TorchValue> children = children(value);
    if (children.isEmpty()) {
      return new Size(1, 0);
    }
    Optional<Size> known = sizes.get(value);
    if (known != null && known.isEmpty()) {
      throw errors.damaged("its pickle holds a value that contains itself");
    }
    Size size = known == null ? measure(value, children, level) : known.get();
    if (level + size.levels() > MAX_DEPTH) {
      throw tooDeep();
    }
    return size;
  }

  private Size measure(TorchValue value, List<? extends TorchValue> children, int level) {
    if (level >= MAX_DEPTH) {
      throw tooDeep();
    }
    sizes.put(value, Optional.empty());
    long values = 1;
    int levels = 0;
    for (TorchValue child : children) {
      Size size = measure(child, level + 1);
      values += size.values();
      levels = Math.max(levels, size.levels() + 1);
      if (values > MAX_VALUES) {
        throw errors.damaged("its pickle holds more than " + MAX_VALUES + " values");
      }
    }
    Size size = new Size(values, levels);
    sizes.put(value, Optional.of(size));
    return size;
  }

  private static List<? extends TorchValue> children(TorchValue value) {
    if (value instanceof Sequence sequence) {
      return sequence.items();
    } else if (value instanceof Dictionary dictionary) {
      List<TorchValue> children = new ArrayList<>(dictionary.entries().values());
      dictionary.attributes().ifPresent(children::add);
      return children;
    }
    return List.of();
  }

  private RuntimeException tooDeep() {
    return errors.damaged("its pickle is nested more than " + MAX_DEPTH + " levels deep");
  }
}
