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
 * Finds the project and the preset whose network has all keys and shapes of a checkpoint. Keys that
 * are not part of the network are left out.
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
   * Returns the only candidate for the checkpoint.
   *
   * @param from the project whose keys it has; null for any
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
      throw noMatch();
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
            + ". Save only one of them, for example with torch.save(model.student.state_dict(),"
            + " \"weights.pth\")");
  }

  private UserError ambiguous(List<Candidate> fitting) {
    List<String> names = fitting.stream().map(Candidate::preset).toList();
    return new UserError(
        file.file()
            + ": its keys and shapes are those of "
            + String.join(" and of ", names)
            + ", which differ only in settings, and the wrong settings give wrong detections."
            + " Choose one: --preset "
            + String.join(" or --preset ", names));
  }

  private UserError noMatch() {
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
                        + " holds only a backbone, that of "
                        + preset
                        + ", without a detection head. Start a training from it with"
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
            + "Name the project with --from, the preset with --preset, and settings that differ"
            + " from it with --set, such as --set model.neck.channels=128");
  }
}
