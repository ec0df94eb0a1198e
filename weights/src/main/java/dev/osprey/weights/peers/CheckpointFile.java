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

/** Opens checkpoints of any project. The format is recognised by the content of the file. */
public final class CheckpointFile {
  /** Offset of the JSON header in a safetensors file, after the eight bytes of its length. */
  private static final int HEADER_START = 8;

  private CheckpointFile() {}

  /**
   * Opens a file of {@code torch.save} or a safetensors file. In both, the prefix that a wrapper
   * such as DataParallel gave to all names is removed.
   *
   * @throws UserError if it is neither, or is damaged
   */
  public static TensorFile open(Path file) {
    return isSafeTensors(file)
        ? RenamedFile.unwrapped(SafeTensors.open(file))
        : TorchFile.open(file);
  }

  private static boolean isSafeTensors(Path file) {
    boolean named = file.toString().endsWith(".safetensors");
    if (!Files.isRegularFile(file)) {
      return named; // opening the file reports the error
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

  /** Whether this is a file of torch.save, which is read even if its name ends in .safetensors. */
  private static boolean isZip(byte[] start) {
    return start.length >= 4 && start[0] == 'P' && start[1] == 'K' && start[2] == 3;
  }
}
