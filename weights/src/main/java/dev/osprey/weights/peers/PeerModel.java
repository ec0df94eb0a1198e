package dev.osprey.weights.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.config.ModelOverrides;
import dev.osprey.detection.preset.Presets;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.tensorfiles.TensorFile;
import dev.osprey.tensorfiles.safetensors.SafeTensors;
import dev.osprey.weights.ModelFile;
import dev.osprey.weights.naming.Peer;
import dev.osprey.weights.naming.Peers;
import dev.osprey.weights.peers.keys.AverageChoice;
import dev.osprey.weights.peers.keys.ExtraKeyKind;
import dev.osprey.weights.peers.keys.ExtraKeys;
import dev.osprey.weights.peers.keys.KeyComparison;
import dev.osprey.weights.peers.keys.KeyList;
import dev.osprey.weights.peers.keys.NonFiniteCount;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A complete detector in a checkpoint of another project, recognised by its keys and shapes. The
 * file must stay open until the model is written.
 */
public final class PeerModel {
  private static final String NORM = "/backbone/norm";

  /**
   * The user's statements about a checkpoint; null values are taken from the file.
   *
   * @param peer as in {@link Peers}
   * @param preset as in {@link dev.osprey.detection.preset.Presets}
   * @param classes class names in the order of the outputs
   * @param settings settings that replace those of the preset and of the file, as {@code
   *     model.key.path=value}; they need a preset
   * @param averages which of two sets of weights is read
   */
  public record Hints(
      @Nullable String peer,
      @Nullable String preset,
      @Nullable List<String> classes,
      List<String> settings,
      AverageChoice averages) {
    public Hints {
      settings = List.copyOf(settings);
      if (!settings.isEmpty() && preset == null) {
        throw new UserError("--set changes a preset; say which one with --preset");
      }
    }

    /** Hints that choose the weights under the network's own names. */
    public Hints(
        @Nullable String peer,
        @Nullable String preset,
        @Nullable List<String> classes,
        List<String> settings) {
      this(peer, preset, classes, settings, AverageChoice.LEAVE);
    }

    /** Returns empty hints. */
    public static Hints none() {
      return new Hints(null, null, null, List.of());
    }

    /** Returns these hints with another choice of weights. */
    public Hints with(AverageChoice other) {
      return new Hints(peer, preset, classes, settings, other);
    }

    private Detector.Config apply(Detector.Config config) {
      return ModelOverrides.apply(config, settings, "--set");
    }
  }

  private final TensorFile file;
  private final ChosenWeights weights;
  private final Candidate candidate;
  private final Detector.Config config;
  private final ImportedLabels labels;
  private final NonFiniteCount notFinite = new NonFiniteCount();

  private PeerModel(TensorFile file, ChosenWeights weights, Candidate candidate, Hints hints) {
    this.file = file;
    this.weights = weights;
    this.candidate = candidate;
    config = hints.apply(withNormsOfTheFile());
    labels = ImportedLabels.of(config, hints.classes, SavedClasses.in(file));
  }

  /**
   * Recognises the detector in a file.
   *
   * @throws UserError if no network, or more than one, has its keys and shapes; the message lists
   *     all missing and unexpected keys and wrong shapes
   */
  public static PeerModel recognise(TensorFile file, Hints hints) {
    if (file instanceof SafeTensors ours && ModelFile.isModel(ours)) {
      throw new UserError(
          file.file() + " is already an Osprey model file; use it as it is, with --model");
    }
    if (hints.preset != null) {
      var unused = Presets.config(hints.preset);
    }
    Peer peer = hints.peer == null ? null : Peers.peer(hints.peer);
    ChosenWeights weights = ChosenWeights.of(file, hints.averages);
    return new PeerModel(
        file, weights, Recognition.of(weights.file(), peer, hints.preset, hints::apply), hints);
  }

  /**
   * Returns the candidate's configuration with the backbone norms of the file. torchvision's frozen
   * norms are a separate class without step counts. Their epsilon was 0 in its first COCO files;
   * the tensors do not show that, but the published file name does.
   */
  private Detector.Config withNormsOfTheFile() {
    Optional<NormConfig.Batch> published =
        PublishedDetector.ofFile(file.file()).map(detector -> detector.target().backboneNorm());
    boolean counted =
        candidate.comparison().counts().stream().anyMatch(key -> key.contains("backbone"));
    if (published.isEmpty()
        && (counted || candidate.peer().withoutCounts() == Peer.WithoutCounts.AS_THE_PRESET)) {
      return candidate.config();
    }
    NormConfig.Batch norm = published.orElseGet(() -> NormConfig.Batch.of(BatchNorm.Mode.FROZEN));
    ObjectNode tree = ConfigReader.tree(candidate.config());
    if (tree.at(NORM) instanceof ObjectNode own && own.path("type").asText().equals("batch")) {
      own.setAll(ConfigReader.tree(norm));
    }
    return ConfigReader.read(Detector.Config.class, tree, candidate.preset());
  }

  public Peer peer() {
    return candidate.peer();
  }

  /** Returns the name of the preset. */
  public String preset() {
    return candidate.preset();
  }

  /**
   * Returns the configuration of the preset with the number of classes and the norms of the file.
   */
  public Detector.Config config() {
    return config;
  }

  public LabelMap labels() {
    return labels.labels();
  }

  /**
   * Returns the place of the class names in the checkpoint; empty if they are not from the
   * checkpoint.
   */
  public Optional<String> sourceOfLabels() {
    return labels.source();
  }

  /** Returns a line about class names of the checkpoint that cannot be used. */
  public Optional<String> warning() {
    return labels.warning();
  }

  /**
   * Returns a line about which of two sets of weights was taken and how to take the other; empty if
   * there is only one set.
   */
  public Optional<String> whichWeights() {
    return weights.note();
  }

  /**
   * Returns a line about the keys that are not part of the network, by purpose; empty if there are
   * none.
   */
  public Optional<String> foreignKeys() {
    ExtraKeys all = candidate.comparison().foreign().and(ExtraKeyKind.AVERAGES, weights.left());
    return all.isEmpty() ? Optional.empty() : Optional.of(all.text());
  }

  /**
   * Returns a line about skipped keys that may belong to modules that the network needs. Keys
   * outside the module that holds the network do not.
   */
  public Optional<String> unknownKeys() {
    List<String> unknown = candidate.comparison().foreign().of(ExtraKeyKind.OTHER);
    boolean isAlone = candidate.comparison().prefixes().get(0).isEmpty();
    return unknown.isEmpty() || !isAlone
        ? Optional.empty()
        : Optional.of(
            "the preset's network has no place for "
                + KeyList.text(unknown)
                + ", which "
                + (unknown.size() == 1 ? "was" : "were")
                + " left out; if the model detects with them, the results will be wrong");
  }

  /**
   * Returns a line about weights that are not finite, by the keys of the checkpoint; empty if there
   * are none. They are counted by {@link #write}.
   */
  public Optional<String> notFinite() {
    return notFinite.text();
  }

  /** Returns the peer's number of label 0: 1 if its first output is the background, else 0. */
  public int firstLabel() {
    return ImportedLabels.firstLabel(config);
  }

  /** Returns the number of tensors that the network takes. */
  public int taken() {
    return candidate.comparison().taken();
  }

  /** Returns the number of batch norm step counts, which are left out. */
  public int leftOut() {
    return candidate.comparison().counts().size();
  }

  /**
   * Returns a line about norms of the backbone that differ from the preset because the file
   * differs; empty if they agree.
   */
  public Optional<String> norms() {
    JsonNode norm = ConfigReader.tree(config).at(NORM);
    return norm.equals(ConfigReader.tree(candidate.config()).at(NORM))
        ? Optional.empty()
        : Optional.of(norm.path("mode").asText() + ", eps " + norm.path("eps").asText());
  }

  /** Writes the model file; the values are read one by one as they are written. */
  public void write(Path out) {
    Map<String, String> summary = new LinkedHashMap<>();
    summary.put("imported_from", file.file().getFileName().toString());
    summary.put("peer", candidate.peer().name());
    summary.put("preset", candidate.preset());
    summary.put("peer_label_of_label_0", Integer.toString(firstLabel()));
    ModelFile.write(out, config, labels.labels(), (path, parameter) -> values(path), summary);
  }

  private float[] values(String path) {
    KeyComparison comparison = candidate.comparison();
    float[] values = comparison.values(weights.file(), path);
    notFinite.count(comparison.keys().getOrDefault(path, path), values);
    return values;
  }
}
