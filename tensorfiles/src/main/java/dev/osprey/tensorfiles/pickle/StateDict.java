package dev.osprey.tensorfiles.pickle;

import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.pickle.machine.TorchFileErrors;
import dev.osprey.tensorfiles.pickle.machine.TorchTensor;
import dev.osprey.tensorfiles.pickle.machine.TorchValue;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Dictionary;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Sequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the weights in a checkpoint: the root if it is a dictionary of tensors; else the entry of
 * the first of the {@linkplain #USUAL usual keys}; else the only dictionary of tensors that does
 * not belong to an optimiser or a schedule. Values that are not tensors are skipped.
 */
final class StateDict {
  /** The keys of mmdetection, torchvision's scripts and many others, in order of preference. */
  private static final List<String> USUAL =
      List.of("state_dict", "model_state_dict", "model", "net", "network", "weights", "params");

  /** Key prefixes of entries that serve to resume a training. */
  private static final List<String> TRAINING =
      List.of("optim", "sched", "lr_", "scaler", "amp", "param_sched", "ema", "message_hub", "rng");

  private static final int MAX_DEPTH = 4;
  private static final int SHOWN = 10;

  private record Candidate(String path, Dictionary dictionary) {}

  private final TorchFileErrors errors;
  private final List<Candidate> candidates = new ArrayList<>();

  private StateDict(TorchFileErrors errors) {
    this.errors = errors;
  }

  /**
   * The weights of a checkpoint.
   *
   * @param tensors tensors of the weights by name, in the file's order, without the prefixes of
   *     wrappers
   * @param averages a second set of weights; empty if there is none
   */
  record Found(Map<String, TorchTensor> tensors, Optional<AveragedState> averages) {}

  static Found find(TorchValue root, TorchFileErrors errors) {
    if (!(root instanceof Dictionary dictionary)) {
      throw new StateDict(errors)
          .noWeights(root instanceof TorchTensor ? "is a single tensor" : "holds no dictionary");
    }
    Optional<AveragedState> averages = AveragedState.find(dictionary);
    Optional<Dictionary> chosen = new StateDict(errors).choose(dictionary);
    if (chosen.isPresent()) {
      Map<String, TorchTensor> tensors = tensors(chosen.get());
      return new Found(
          withoutPrefix(tensors), averages.filter(other -> !other.tensors().equals(tensors)));
    }
    // a file may hold only the averages
    return averages
        .map(alone -> new Found(withoutPrefix(alone.tensors()), Optional.empty()))
        .orElseThrow(
            () ->
                new StateDict(errors)
                    .noWeights(
                        "holds no dictionary of tensors; its keys are " + listed(dictionary)));
  }

  private static Map<String, TorchTensor> tensors(Dictionary dictionary) {
    Map<String, TorchTensor> tensors = new LinkedHashMap<>();
    dictionary
        .entries()
        .forEach(
            (name, value) -> {
              if (value instanceof TorchTensor tensor) {
                tensors.put(name, tensor);
              }
            });
    return tensors;
  }

  /** Finds the weights; empty if there is no dictionary of tensors. */
  private Optional<Dictionary> choose(Dictionary root) {
    Optional<Dictionary> usual = usual(root);
    if (usual.isPresent()) {
      return usual;
    }
    collect(root, "", 0);
    if (candidates.size() > 1) {
      throw ambiguous();
    }
    return candidates.stream()
        .findFirst()
        .map(Candidate::dictionary)
        .or(() -> hasTensor(root) ? Optional.of(root) : Optional.empty());
  }

  private static Optional<Dictionary> usual(Dictionary root) {
    Dictionary level = root;
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
      if (holdsTensors(level)) {
        return Optional.of(level);
      }
      Optional<Dictionary> next = usualChild(level);
      if (next.isEmpty()) {
        return level != root && hasTensor(level) ? Optional.of(level) : Optional.empty();
      }
      level = next.get();
    }
    return Optional.empty();
  }

  private static Optional<Dictionary> usualChild(Dictionary level) {
    return USUAL.stream()
        .map(level.entries()::get)
        .filter(Dictionary.class::isInstance)
        .map(Dictionary.class::cast)
        .filter(child -> !child.entries().isEmpty())
        .findFirst();
  }

  /** Whether a dictionary holds named tensors; single numbers and strings are ignored. */
  private static boolean holdsTensors(Dictionary dictionary) {
    return hasTensor(dictionary)
        && dictionary.entries().values().stream()
            .noneMatch(value -> value instanceof Dictionary || value instanceof Sequence);
  }

  private static boolean hasTensor(Dictionary dictionary) {
    return dictionary.entries().values().stream().anyMatch(TorchTensor.class::isInstance);
  }

  private void collect(Dictionary dictionary, String path, int depth) {
    if (holdsTensors(dictionary)) {
      candidates.add(new Candidate(path, dictionary));
      return;
    }
    dictionary
        .entries()
        .forEach(
            (key, value) -> {
              if (value instanceof Dictionary child && depth < MAX_DEPTH && !isOfTraining(key)) {
                collect(child, path + "[" + TorchFileErrors.quoted(key) + "]", depth + 1);
              }
            });
  }

  private static boolean isOfTraining(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return AveragedState.isAverage(key) || TRAINING.stream().anyMatch(lower::startsWith);
  }

  private static Map<String, TorchTensor> withoutPrefix(Map<String, TorchTensor> tensors) {
    int length = WrapperPrefix.of(tensors.keySet()).length();
    Map<String, TorchTensor> shorter = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shorter.put(name.substring(length), tensor));
    return Collections.unmodifiableMap(shorter);
  }

  private UserError noWeights(String what) {
    return new UserError(
        errors.file()
            + " "
            + what
            + ". Save the weights with torch.save(model.state_dict(), \"weights.pth\")");
  }

  private UserError ambiguous() {
    String paths =
        String.join(
            ", ",
            candidates.stream().limit(SHOWN).map(found -> "checkpoint" + found.path()).toList());
    return new UserError(
        errors.file()
            + " holds "
            + candidates.size()
            + " dictionaries of tensors, and none under a usual key "
            + USUAL
            + ": "
            + paths
            + (candidates.size() > SHOWN ? ", …" : "")
            + ". Save only the one with the weights: torch.save(checkpoint"
            + candidates.get(0).path()
            + ", \"weights.pth\")");
  }

  private static String listed(Dictionary dictionary) {
    List<String> keys =
        dictionary.entries().keySet().stream().limit(SHOWN).map(TorchFileErrors::quoted).toList();
    return keys + (dictionary.entries().size() > SHOWN ? " and more" : "");
  }
}
