package dev.osprey.cli.model;

import dev.osprey.weights.ModelFile;
import dev.osprey.weights.naming.Peer;
import dev.osprey.weights.naming.Peers;
import dev.osprey.weights.peers.PeerCheckpoint;
import java.nio.file.Path;

/** Writes a model as a state dict that another project loads. */
final class PthExport {
  private PthExport() {}

  /**
   * Writes the file and prints a line about it.
   *
   * @param names the project whose keys the file gets
   */
  static void write(ModelFile model, String names, Path out) {
    Peer peer = Peers.peer(names);
    PeerCheckpoint checkpoint = PeerCheckpoint.of(model, peer);
    checkpoint.write(out);
    System.out.println("exported: " + out + " (state dict with the names of " + names + ")");
    if (!checkpoint.isOfAPreset()) {
      System.err.println(
          "note: none of that project's presets has this network; build a model with the same"
              + " layers there before you load the file");
    }
  }
}
