package dev.osprey.weights.peers;

import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.preset.Presets;
import dev.osprey.networks.Parameter;
import dev.osprey.networks.detector.Network;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.tensorfiles.DType;
import dev.osprey.tensorfiles.TensorContent;
import dev.osprey.tensorfiles.pickle.TorchFileWriter;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.ModelFile;
import dev.osprey.weights.naming.NameMap;
import dev.osprey.weights.naming.Peer;
import dev.osprey.weights.naming.Peers;
import dev.osprey.weights.peers.keys.KeyList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a model as a state dict with all keys of another project, so that {@code
 * load_state_dict(strict=True)} accepts it. Batch norms get torch's step count with the value 0;
 * frozen ones have none.
 */
public final class PeerCheckpoint {
  private static final long[] SCALAR = {};

  private final ModelFile model;
  private final Peer peer;
  private final Network network;

  private PeerCheckpoint(ModelFile model, Peer peer) {
    this.model = model;
    this.peer = peer;
    network = model.config().create().network();
  }

  /**
   * Builds the state dict of a model.
   *
   * @throws UserError if the peer has no such network
   */
  public static PeerCheckpoint of(ModelFile model, Peer peer) {
    PeerCheckpoint checkpoint = new PeerCheckpoint(model, peer);
    checkpoint.requireKind();
    checkpoint.requireNames();
    return checkpoint;
  }

  private void requireKind() {
    String type = model.config().type();
    if (peer.presets().stream().noneMatch(preset -> Presets.config(preset).type().equals(type))) {
      List<String> others =
          Peers.all().stream()
              .filter(
                  other ->
                      other.presets().stream()
                          .anyMatch(preset -> Presets.config(preset).type().equals(type)))
              .map(Peer::name)
              .toList();
      throw new UserError(
          "--names "
              + peer.name()
              + ": that project has no detector of this kind; give --names "
              + String.join(" or ", others));
    }
  }

  private void requireNames() {
    List<String> without = new ArrayList<>();
    for (String path : network.namedParameters().keySet()) {
      if (peer.names().toPeer(path).isEmpty()) {
        without.add(path);
      }
    }
    if (!without.isEmpty()) {
      throw new UserError(
          "--names "
              + peer.name()
              + ": that project's network has no place for "
              + without.size()
              + " of the model's parameters: "
              + KeyList.text(without));
    }
  }

  /**
   * Whether one of the peer's presets has this network, so that a function of the peer builds it.
   * Otherwise the peer's model must be built to match.
   */
  public boolean isOfAPreset() {
    Map<String, List<Long>> own = shapes(network);
    int classes = model.config().classes();
    return peer.presets().stream()
        .map(preset -> Presets.config(preset).withClasses(classes))
        .anyMatch(config -> shapes(networkOf(config)).equals(own));
  }

  private static Network networkOf(Detector.Config config) {
    return config.create().network();
  }

  private static Map<String, List<Long>> shapes(Network network) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    network
        .namedParameters()
        .forEach(
            (path, parameter) -> {
              List<Long> shape = new ArrayList<>();
              for (long dimension : parameter.shape()) {
                shape.add(dimension);
              }
              shapes.put(path, shape);
            });
    return shapes;
  }

  /** Writes the file; the values are read one by one as they are written. */
  public void write(Path out) {
    Weights.Source values = model.source(network);
    Set<String> counted = countedNorms();
    TorchFileWriter writer = new TorchFileWriter();
    network
        .namedParameters()
        .forEach(
            (path, parameter) -> {
              String key = peer.names().toPeer(path).orElseThrow();
              writer.add(key, DType.F32, parameter.shape(), content(values, path, parameter));
              if (counted.contains(path)) {
                String norm = key.substring(0, key.lastIndexOf('.') + 1);
                writer.add(norm + NameMap.STEP_COUNT, SCALAR, new long[] {0});
              }
            });
    writer.write(out);
  }

  private static TensorContent content(Weights.Source values, String path, Parameter parameter) {
    return channel -> TensorContent.of(values.values(path, parameter)).writeTo(channel);
  }

  /** The last parameter of each batch norm that is not frozen; the step count follows it. */
  private Set<String> countedNorms() {
    Set<String> last = new LinkedHashSet<>();
    network.visit(
        (path, module) -> {
          if (module instanceof BatchNorm norm && norm.weight().kind() == Parameter.Kind.WEIGHT) {
            last.add(path + "running_var");
          }
        });
    return last;
  }
}
