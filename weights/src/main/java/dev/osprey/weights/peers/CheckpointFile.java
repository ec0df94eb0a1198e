package dev.osprey.weights.peers;

import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.TensorFile;
import dev.osprey.tensorfiles.pickle.TorchFile;
import dev.osprey.tensorfiles.safetensors.SafeTensors;
import dev.osprey.weights.peers.keys.RenamedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens files of weights, whatever wrote them; their names do not matter. */
public final class CheckpointFile {
  /** Behind the eight bytes of its length a safetensors file begins with its header, JSON. */
  private static final int HEADER_START = 8;

  private CheckpointFile() {}

  /**
   * A file of {@code torch.save} or a safetensors file. What a wrapper such as DataParallel put
   * before all names is left away in both.
   *
   * @throws UserError where it is neither, or is damaged
   */
  public static TensorFile open(Path file) {
    return isSafeTensors(file)
        ? RenamedFile.unwrapped(SafeTensors.open(file))
        : TorchFile.open(file);
  }

  private static boolean isSafeTensors(Path file) {
    boolean named = file.toString().endsWith(".safetensors");
    if (!Files.isRegularFile(file)) {
      return named; // opening says what is wrong
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(HEADER_START + 1);
      boolean hasHeader =
          start.length > HEADER_START && start[HEADER_START] == '{' && start[HEADER_START - 1] == 0;
      return hasHeader || (named && !isZip(start));
    } catch (IOException e) {
      throw new UserError(
          file + " cannot be read: " + e.getMessage() + "; check its permissions", e);
    }
  }

  /** What torch.save wrote under the other format's name is read all the same. */
  private static boolean isZip(byte[] start) {
    return start.length >= 4 && start[0] == 'P' && start[1] == 'K' && start[2] == 3;
  }
}
