package dev.osprey.weights.peers;

import dev.osprey.tensorfiles.TensorFile;
import dev.osprey.tensorfiles.pickle.TorchFile;
import dev.osprey.tensorfiles.pickle.machine.TorchValue;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Dictionary;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Sequence;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Text;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The class names that a training script saved beside the weights. mmdetection 2 writes {@code
 * meta.CLASSES}; version 3 {@code meta.dataset_meta} with {@code classes} or {@code CLASSES} in it,
 * which takes precedence, as in mmdetection.
 *
 * @param key their place in the checkpoint
 * @param value the value found there
 */
record SavedClasses(String key, TorchValue value) {
  private static final String META = "meta";
  private static final String DATASET_META = "dataset_meta";
  private static final String CLASSES = "CLASSES";

  private static final int LONGEST_NAME = 200;

  /** Finds the class names in a file; empty if it has none. */
  static Optional<SavedClasses> in(TensorFile file) {
    return file instanceof TorchFile torch
        ? dictionary(torch.root(), META).flatMap(SavedClasses::inMeta)
        : Optional.empty();
  }

  private static Optional<SavedClasses> inMeta(Dictionary meta) {
    return dictionary(meta, DATASET_META)
        .flatMap(dataset -> in(dataset, META + "." + DATASET_META))
        .or(() -> in(meta, META));
  }

  private static Optional<SavedClasses> in(Dictionary dictionary, String path) {
    return dictionary.entries().entrySet().stream()
        .filter(entry -> entry.getKey().toUpperCase(Locale.ROOT).equals(CLASSES))
        .filter(entry -> entry.getValue() != TorchValue.Nothing.NONE)
        .findFirst()
        .map(entry -> new SavedClasses(path + "." + entry.getKey(), entry.getValue()));
  }

  private static Optional<Dictionary> dictionary(TorchValue value, String key) {
    return value instanceof Dictionary dictionary
            && dictionary.get(key).orElse(null) instanceof Dictionary child
        ? Optional.of(child)
        : Optional.empty();
  }

  /**
   * Returns the reason why the value cannot be the names of this number of classes; empty if it
   * can.
   */
  Optional<String> problem(int classes) {
    if (!(value instanceof Sequence sequence) || !sequence.isOrdered()) {
      return Optional.of("is not a list of names");
    }
    List<TorchValue> items = sequence.items();
    if (items.size() != classes) {
      return Optional.of(
          "has " + items.size() + " names, but the network has outputs for " + classes);
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      if (!(items.get(i) instanceof Text text) || !isName(text.value())) {
        return Optional.of("has no name at index " + i);
      }
      if (!seen.add(text.value())) {
        return Optional.of("has \"" + text.value() + "\" twice");
      }
    }
    return Optional.empty();
  }

  private static boolean isName(String text) {
    return !text.isBlank()
        && text.length() <= LONGEST_NAME
        && text.chars().noneMatch(Character::isISOControl);
  }

  /** Returns the names in the order of the outputs, if there is no {@link #problem}. */
  List<String> names() {
    return ((Sequence) value).items().stream().map(item -> ((Text) item).value()).toList();
  }
}
