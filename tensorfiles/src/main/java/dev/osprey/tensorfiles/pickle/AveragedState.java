package dev.osprey.tensorfiles.pickle;

import dev.osprey.tensorfiles.pickle.machine.TorchFileErrors;
import dev.osprey.tensorfiles.pickle.machine.TorchTensor;
import dev.osprey.tensorfiles.pickle.machine.TorchValue;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Dictionary;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A second set of weights in a checkpoint, an average of the first: {@code model_ema} of
 * torchvision's scripts, {@code state_dict_ema} of timm's, {@code ema_state_dict} of mmengine and
 * of Lightning's callbacks.
 *
 * @param path path of its entry: {@code ["model_ema"]}
 * @param tensors the tensors by name, in the file's order
 */
public record AveragedState(String path, Map<String, TorchTensor> tensors, Meaning meaning) {
  private static final Set<String> WORDS = Set.of("ema", "swa", "avg", "average", "averaged");

  /**
   * Lightning's WeightAveraging saves the averages as the state dict, and the last step's weights
   * here.
   */
  private static final String LIGHTNING_LAST_STEP = "current_model_state";

  private static final List<String> INSIDE =
      List.of("state_dict", "model_state_dict", "module", "model", "shadow");
  private static final int MAX_DEPTH = 2;

  /** The kind of average. */
  public enum Meaning {
    AVERAGES("averages of the weights"),
    /** mmengine's EMAHook swaps both sets when it saves. */
    SWAPPED("the last step's weights: mmengine saves the averages as state_dict"),
    LAST_STEP("the last step's weights: state_dict holds the averages");

    private final String text;

    Meaning(String text) {
      this.text = text;
    }

    /** Returns a description for the user. */
    public String text() {
      return text;
    }
  }

  public AveragedState {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /** Returns the first average of a checkpoint; empty if there is none with named tensors. */
  static Optional<AveragedState> find(TorchValue root) {
    if (!(root instanceof Dictionary dictionary)) {
      return Optional.empty();
    }
    return below(dictionary, "", dictionary)
        .or(
            () ->
                dictionary.get("callbacks").stream()
                    .filter(Dictionary.class::isInstance)
                    .flatMap(callbacks -> ((Dictionary) callbacks).entries().entrySet().stream())
                    .filter(entry -> entry.getValue() instanceof Dictionary)
                    .flatMap(
                        entry ->
                            below(
                                (Dictionary) entry.getValue(),
                                "[\"callbacks\"][" + TorchFileErrors.quoted(entry.getKey()) + "]",
                                dictionary)
                                .stream())
                    .findFirst());
  }

  private static Optional<AveragedState> below(Dictionary level, String path, Dictionary root) {
    for (Map.Entry<String, TorchValue> entry : level.entries().entrySet()) {
      if (isAverage(entry.getKey()) && entry.getValue() instanceof Dictionary found) {
        Map<String, TorchTensor> tensors = tensors(found, 0);
        if (!tensors.isEmpty()) {
          return Optional.of(
              new AveragedState(
                  path + "[" + TorchFileErrors.quoted(entry.getKey()) + "]",
                  tensors,
                  meaning(entry.getKey(), found, root)));
        }
      }
    }
    return Optional.empty();
  }

  /** Whether an entry with this name holds an average. */
  static boolean isAverage(String key) {
    if (key.equals(LIGHTNING_LAST_STEP)) {
      return true;
    }
    for (String word : key.toLowerCase(Locale.ROOT).split("[_.]")) {
      if (WORDS.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private static Map<String, TorchTensor> tensors(Dictionary dictionary, int depth) {
    Map<String, TorchTensor> tensors = new LinkedHashMap<>();
    dictionary
        .entries()
        .forEach(
            (name, value) -> {
              if (value instanceof TorchTensor tensor) {
                tensors.put(name, tensor);
              }
            });
    for (String key : INSIDE) {
      if (tensors.size() <= 1
          && depth < MAX_DEPTH
          && dictionary.get(key).orElse(null) instanceof Dictionary child) {
        return tensors(child, depth + 1);
      }
    }
    return tensors;
  }

  private static Meaning meaning(String key, Dictionary found, Dictionary root) {
    if (key.equals(LIGHTNING_LAST_STEP)) {
      return Meaning.LAST_STEP;
    }
    boolean isOfMmengine =
        key.equals("ema_state_dict")
            && (found.entries().containsKey("steps") || root.entries().containsKey("message_hub"));
    return isOfMmengine ? Meaning.SWAPPED : Meaning.AVERAGES;
  }
}
