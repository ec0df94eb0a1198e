package dev.osprey.tensorfiles.pickle.machine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One value of a checkpoint. Values form a tree without cycles, at most {@link TreeCheck#MAX_DEPTH}
 * levels deep, so that walking it by recursion is safe.
 */
public sealed interface TorchValue
    permits TorchValue.Dictionary,
        TorchValue.Sequence,
        TorchValue.Text,
        TorchValue.Whole,
        TorchValue.Real,
        TorchValue.Truth,
        TorchValue.Nothing,
        TorchValue.Named,
        TorchValue.Opaque,
        TorchTensor,
        Storage,
        Bytes {

  /**
   * A dict, OrderedDict, Counter or Namespace. Its keys are converted to text, like Python's {@code
   * str}.
   */
  final class Dictionary implements TorchValue {
    private final Map<String, TorchValue> entries = new LinkedHashMap<>();
    private Optional<Dictionary> attributes = Optional.empty();

    public Dictionary() {}

    /** Returns the values by key, in the order of the file; unmodifiable. */
    public Map<String, TorchValue> entries() {
      return Collections.unmodifiableMap(entries);
    }

    /** Returns the value of a key, if present. */
    public Optional<TorchValue> get(String key) {
      return Optional.ofNullable(entries.get(key));
    }

    /**
     * Returns the attributes of the dictionary object, such as a state dict's {@code _metadata}.
     */
    public Optional<Dictionary> attributes() {
      return attributes;
    }

    /** Adds a value. Returns false if the key exists, which then keeps its value. */
    public boolean put(String key, TorchValue value) {
      return entries.putIfAbsent(key, value) == null;
    }

    void attributes(Dictionary attributes) {
      this.attributes = Optional.of(attributes);
    }
  }

  /** A list, tuple or set. */
  final class Sequence implements TorchValue {
    private final List<TorchValue> items;
    private final Kind kind;

    public enum Kind {
      LIST,
      TUPLE,
      SET
    }

    public Sequence(Kind kind, List<? extends TorchValue> items) {
      this.kind = kind;
      this.items = new ArrayList<>(items);
    }

    /** Returns the items in the order of the file; unmodifiable. */
    public List<TorchValue> items() {
      return Collections.unmodifiableList(items);
    }

    /** Whether the items have an order; those of a set have none. */
    public boolean isOrdered() {
      return kind != Kind.SET;
    }

    Kind kind() {
      return kind;
    }

    void append(List<? extends TorchValue> more) {
      items.addAll(more);
    }
  }

  /** A string, or a path. */
  record Text(String value) implements TorchValue {}

  /** An int of at most 64 bits. */
  record Whole(long value) implements TorchValue {}

  /** A float. */
  record Real(double value) implements TorchValue {}

  /** A bool. */
  record Truth(boolean value) implements TorchValue {}

  /** None. */
  enum Nothing implements TorchValue {
    NONE
  }

  /** A class, function or dtype that the file names, such as {@code torch.float32}. */
  record Named(String module, String name) implements TorchValue {
    @Override
    public String toString() {
      return module + "." + name;
    }
  }

  /**
   * A harmless value that is not needed and whose content was dropped.
   *
   * @param type its Python name, such as {@code numpy.ndarray}
   */
  record Opaque(String type) implements TorchValue {}
}
