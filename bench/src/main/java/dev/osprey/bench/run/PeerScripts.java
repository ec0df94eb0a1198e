package dev.osprey.bench.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The Python scripts of the peers' side, which are resources of this module. */
public final class PeerScripts {
  private static final String FOLDER = "/dev/osprey/bench/peers/";
  private static final List<String> NAMES =
      List.of(
          "work", "detectors", "retinaface", "detect", "train", "evaluate", "load", "ops", "start");

  private PeerScripts() {}

  /** Copies all scripts to a folder, which is made. */
  static void copy(Path folder) {
    try {
      Files.createDirectories(folder);
      for (String name : NAMES) {
        try (InputStream in = PeerScripts.class.getResourceAsStream(FOLDER + name + ".py")) {
          if (in == null) {
            throw new IllegalStateException("the script " + name + ".py is missing in this build");
          }
          Files.copy(in, folder.resolve(name + ".py"));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
