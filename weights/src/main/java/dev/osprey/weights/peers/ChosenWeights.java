package dev.osprey.weights.peers;

import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.TensorFile;
import dev.osprey.tensorfiles.pickle.AveragedState;
import dev.osprey.tensorfiles.pickle.TorchFile;
import dev.osprey.weights.peers.keys.AverageChoice;
import dev.osprey.weights.peers.keys.AverageKeys;
import dev.osprey.weights.peers.keys.RenamedFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The weights that are read from a checkpoint, which may hold two sets: weights and their average.
 *
 * @param file the file with only the chosen tensors
 * @param left the keys of an average that is not read
 * @param note a line about which of two sets is read and how to read the other; empty if there is
 *     one set
 */
record ChosenWeights(TensorFile file, List<String> left, Optional<String> note) {
  private static final String TAKE = "; --ema take takes those instead";
  private static final String SWAPS =
      " (the hook swaps both sets at the end of an epoch: where it ran before the checkpoint was"
          + " saved, as with its usual priority 49, the network's own names hold the averages)";

  ChosenWeights {
    left = List.copyOf(left);
  }

  /**
   * Chooses the set of weights.
   *
   * @throws UserError if {@code choice} is the average and the file has none
   */
  static ChosenWeights of(TensorFile file, AverageChoice choice) {
    AverageKeys keys = AverageKeys.of(file.tensors().keySet());
    if (!keys.isEmpty()) {
      return choice == AverageChoice.TAKE ? take(file, keys) : leave(file, keys);
    }
    if (file instanceof TorchFile torch && torch.averages().isPresent()) {
      return ofEntry(torch, torch.averages().get(), choice);
    }
    if (choice == AverageChoice.TAKE) {
      throw new UserError(
          file.file() + " holds one set of weights and no average beside it; leave out --ema");
    }
    return new ChosenWeights(file, List.of(), Optional.empty());
  }

  private static ChosenWeights leave(TensorFile file, AverageKeys averages) {
    Map<String, String> own = new LinkedHashMap<>();
    for (String key : file.tensors().keySet()) {
      if (!averages.nameByKey().containsKey(key)) {
        own.put(key, key);
      }
    }
    String note =
        "two sets. Taken: those under the network's own names. Left: "
            + described(averages)
            + TAKE
            + (averages.areBuffers() ? SWAPS : "");
    return new ChosenWeights(
        new RenamedFile(file, own), List.copyOf(averages.nameByKey().keySet()), Optional.of(note));
  }

  /**
   * Chooses the averages. Weights without an average are taken as they are: EMAHook has no averages
   * of the statistics of batch norms.
   */
  private static ChosenWeights take(TensorFile file, AverageKeys averages) {
    Map<String, String> taken = new LinkedHashMap<>();
    if (averages.areBuffers()) {
      file.tensors().keySet().forEach(key -> taken.put(key, key));
      averages.nameByKey().keySet().forEach(taken::remove);
    }
    averages.nameByKey().forEach((key, name) -> taken.put(name, key));
    String note =
        "two sets. Taken: "
            + described(averages)
            + ". Left: those under the network's own names"
            + (averages.areBuffers() ? SWAPS : "");
    return new ChosenWeights(new RenamedFile(file, taken), List.of(), Optional.of(note));
  }

  private static String described(AverageKeys averages) {
    List<String> keys = new ArrayList<>(averages.nameByKey().keySet());
    return averages.areBuffers()
        ? keys.size() + " ema_… of mmdetection's EMAHook"
        : keys.size() + " under \"" + keys.get(0).substring(0, keys.get(0).indexOf('.') + 1) + "\"";
  }

  private static ChosenWeights ofEntry(
      TorchFile file, AveragedState averages, AverageChoice choice) {
    String entry = "checkpoint" + averages.path();
    String own = "the usual entry's";
    String what = " (" + averages.meaning().text() + ")";
    return choice == AverageChoice.TAKE
        ? new ChosenWeights(
            file.withAverages(),
            List.of(),
            Optional.of("two sets. Taken: " + entry + what + ". Left: " + own))
        : new ChosenWeights(
            file,
            List.of(),
            Optional.of("two sets. Taken: " + own + ". Left: " + entry + what + TAKE));
  }
}
