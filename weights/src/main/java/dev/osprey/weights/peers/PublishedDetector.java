package dev.osprey.weights.peers;

import dev.osprey.core.text.UserError;
import dev.osprey.weights.naming.Peers;
import dev.osprey.weights.published.PublishedWeights;
import dev.osprey.weights.published.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A detector in the catalogue of published weights.
 *
 * @param entry the published file
 * @param target the preset and the labels
 */
public record PublishedDetector(PublishedWeights.Entry entry, Target.OfDetector target) {

  /**
   * Returns the published detector with a name; empty if the name is that of a file. An existing
   * file has precedence.
   *
   * @throws UserError if the catalogue does not contain the name, or it is that of a backbone
   */
  public static Optional<PublishedDetector> named(String name) {
    if (Files.exists(Path.of(name)) || !PublishedWeights.hasPublisherOf(name)) {
      return Optional.empty();
    }
    PublishedWeights.Entry entry = PublishedWeights.entry(name);
    if (entry.target() instanceof Target.OfDetector target) {
      return Optional.of(new PublishedDetector(entry, target));
    }
    throw new UserError(
        name
            + " is only a backbone, without a detection head. Start a training from it:"
            + " ./osprey train CONFIG model.backbone.weights="
            + name);
  }

  /** Returns the detector in a file of the cache, or in a copy with the same name. */
  static Optional<PublishedDetector> ofFile(Path file) {
    String name = file.getFileName().toString();
    return PublishedWeights.entries().stream()
        .filter(entry -> entry.file().equals(name))
        .filter(entry -> entry.target() instanceof Target.OfDetector)
        .map(entry -> new PublishedDetector(entry, (Target.OfDetector) entry.target()))
        .findFirst();
  }

  /**
   * Adds the preset of the catalogue to the user's hints.
   *
   * @param peer as in {@link PeerModel.Hints}, like the other parameters
   * @throws UserError if the hints name another project or preset
   */
  public PeerModel.Hints hints(
      @Nullable String peer,
      @Nullable String preset,
      @Nullable List<String> classes,
      List<String> settings) {
    if (preset != null && !preset.equals(target.preset())) {
      throw contradiction("--preset " + preset);
    }
    if (peer != null && !Peers.peer(peer).presets().contains(target.preset())) {
      throw contradiction("--from " + peer);
    }
    return new PeerModel.Hints(peer, target.preset(), classes, settings);
  }

  private UserError contradiction(String option) {
    return new UserError(
        option
            + ": "
            + entry.name()
            + " is a file of the preset "
            + target.preset()
            + "; leave the option out");
  }
}
