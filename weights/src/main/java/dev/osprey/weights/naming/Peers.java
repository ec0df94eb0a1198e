package dev.osprey.weights.naming;

import dev.osprey.core.text.NearestName;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.preset.Presets;
import dev.osprey.weights.naming.Peer.WithoutCounts;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The catalogue of projects whose checkpoints are read and written. */
public final class Peers {
  private static final Map<String, Peer> PEERS = new LinkedHashMap<>();

  static {
    add(
        "torchvision",
        new TorchvisionNames(),
        "fasterrcnn-.*|retinanet-.*-(torchvision|v2)",
        WithoutCounts.FROZEN);
    add("yhenon", new YhenonNames(), "retinanet-.*-yhenon", WithoutCounts.AS_THE_PRESET);
    add("biubug6", new Biubug6Names(), "retinaface-.*", WithoutCounts.AS_THE_PRESET);
    add("mmdet", new MmdetNames(), "retinanet-.*-mmdet", WithoutCounts.AS_THE_PRESET);
  }

  private Peers() {}

  private static void add(String name, NameMap names, String presets, WithoutCounts without) {
    List<String> own = Presets.names().stream().filter(preset -> preset.matches(presets)).toList();
    PEERS.put(name, new Peer(name, names, own, without));
  }

  public static Set<String> names() {
    return Collections.unmodifiableSet(PEERS.keySet());
  }

  public static Collection<Peer> all() {
    return Collections.unmodifiableCollection(PEERS.values());
  }

  /**
   * Returns the project with a name.
   *
   * @throws UserError if the catalogue does not contain the name
   */
  public static Peer peer(String name) {
    Peer peer = PEERS.get(name);
    if (peer == null) {
      throw new UserError(
          "\""
              + name
              + "\" is not a known project; "
              + NearestName.hint(name, names())
              + "known: "
              + String.join(", ", names()));
    }
    return peer;
  }
}
