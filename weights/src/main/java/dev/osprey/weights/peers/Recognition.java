package dev.osprey.weights.peers;

import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.preset.Presets;
import dev.osprey.tensorfiles.TensorFile;
import dev.osprey.tensorfiles.UnsupportedDetectors;
import dev.osprey.weights.naming.Peer;
import dev.osprey.weights.naming.Peers;
import dev.osprey.weights.peers.keys.NetworkPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Identifies a checkpoint: the project and the preset whose network has all its keys and shapes.
 * Keys that are no part of the network are left out.
 */
final class Recognition {
  private final TensorFile file;
  private final NetworkPrefix prefix;
  private final UnaryOperator<Detector.Config> changes;
  private final List<Candidate> candidates = new ArrayList<>();

  private Recognition(TensorFile file, UnaryOperator<Detector.Config> changes) {
    this.file = file;
    prefix = new NetworkPrefix(file.tensors().keySet());
    this.changes = changes;
  }

  /**
   * The only candidate for the checkpoint.
   *
   * @param from the project of its keys; null for any
   * @param preset its preset; null for any of the project
   * @param changes the user's changes of the preset
   * @throws UserError if none of these or several of them fit
   */
  static Candidate of(
      TensorFile file,
      @Nullable Peer from,
      @Nullable String preset,
      UnaryOperator<Detector.Config> changes) {
    Recognition recognition = new Recognition(file, changes);
    Collection<Peer> peers = from == null ? Peers.all() : List.of(from);
    for (Peer peer : peers) {
      recognition.addCandidates(peer, from, preset);
    }
    return recognition.choose();
  }

  private void addCandidates(Peer peer, @Nullable Peer from, @Nullable String preset) {
    if (preset == null) {
      peer.presets().forEach(own -> add(peer, own));
    } else if (from != null || peer.presets().contains(preset)) {
      add(peer, preset); // keys of one project may hold the network of another
    }
  }

  private void add(Peer peer, String preset) {
    candidates.add(
        Candidate.of(peer, preset, changes.apply(Presets.config(preset)), file.tensors(), prefix));
  }

  private Candidate choose() {
    List<Candidate> fitting = candidates.stream().filter(Candidate::fits).toList();
    if (fitting.isEmpty()) {
      throw nothing();
    }
    int nearest =
        fitting.stream().mapToInt(candidate -> candidate.comparison().distance()).min().orElse(0);
    List<Candidate> best =
        fitting.stream().filter(candidate -> candidate.comparison().distance() == nearest).toList();
    if (best.size() > 1) {
      throw ambiguous(best);
    }
    List<String> prefixes = best.get(0).comparison().prefixes();
    if (prefixes.size() > 1) {
      throw severalTimes(prefixes);
    }
    return best.get(0);
  }

  private UserError severalTimes(List<String> prefixes) {
    List<String> modules =
        prefixes.stream().map(one -> one.isEmpty() ? "no module" : "\"" + one + "\"").toList();
    return new UserError(
        file.file()
            + " holds this network "
            + prefixes.size()
            + " times, under "
            + String.join(" and ", modules)
            + ". Save the one that is meant alone, such as"
            + " torch.save(model.student.state_dict(), \"weights.pth\")");
  }

  private UserError ambiguous(List<Candidate> fitting) {
    List<String> names = fitting.stream().map(Candidate::preset).toList();
    return new UserError(
        file.file()
            + ": its keys and shapes are those of "
            + String.join(" and of ", names)
            + ", which differ in settings alone, and the wrong ones give wrong detections. Say"
            + " which it is: --preset "
            + String.join(" or --preset ", names));
  }

  private UserError nothing() {
    return UnsupportedDetectors.byKeys(file.tensors().keySet())
        .map(name -> UnsupportedDetectors.error(file.file(), "a checkpoint of " + name))
        .orElseGet(this::noPreset);
  }

  private UserError noPreset() {
    Candidate nearest =
        candidates.stream()
            .min(Comparator.comparingInt(candidate -> candidate.comparison().distance()))
            .orElseThrow();
    if (candidates.size() > 1) {
      BackbonePresets.fitting(file, nearest.comparison().taken())
          .ifPresent(
              preset -> {
                throw new UserError(
                    file.file()
                        + " holds a backbone alone, that of "
                        + preset
                        + ": there is nothing in it that detects. Start a training from it with"
                        + " model.backbone.weights: "
                        + file.file());
              });
    }
    return new UserError(
        file.file()
            + ": "
            + file.tensors().size()
            + " tensors, which do not fit "
            + (candidates.size() == 1 ? "" : "any preset. The nearest is ")
            + "--from "
            + nearest.peer().name()
            + " --preset "
            + nearest.preset()
            + " with "
            + nearest.config().classes()
            + " classes, from which it differs in\n"
            + nearest.comparison().describe()
            + "\n"
            + "Say what it is with --from and --preset, and in what its network is not the preset's"
            + " with --set, such as --set model.neck.channels=128");
  }
}
