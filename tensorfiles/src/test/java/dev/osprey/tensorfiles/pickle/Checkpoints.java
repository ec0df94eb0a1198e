package dev.osprey.tensorfiles.pickle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Test files that torch 2.0.1 wrote. The tests that read them describe their content. */
final class Checkpoints {
  private Checkpoints() {}

  static byte[] bytes(String name) throws IOException {
    try (InputStream stream = Checkpoints.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IOException("no resource " + name);
      }
      return stream.readAllBytes();
    }
  }

  static Path copy(String name, Path folder) throws IOException {
    return Files.write(folder.resolve(name), bytes(name));
  }
}
