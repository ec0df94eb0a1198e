package dev.osprey.onnx.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.file.Sha256;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.tensorfiles.ReadChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * The name of a model file's graphs: a digest of the weights and of the settings that shape the
 * network. Other settings, such as a score threshold or the size of images, share the graphs.
 */
final class ContentKey {
  /** Counts up where the same network gets another graph. */
  private static final int VERSION = 1;

  /** Settings that the graph of a network does not depend on. */
  private static final List<String> OF_OTHER_STAGES =
      List.of(
          "preprocessing",
          "postprocess",
          "selection",
          "matcher",
          "sampler",
          "anchorFilter",
          "coder");

  private static final int BLOCK = 1 << 20;

  private ContentKey() {}

  /**
   * The key of a model file that is used with the given settings.
   *
   * @return 32 hexadecimal digits
   * @throws UserError if the file cannot be read
   */
  static String of(Path model, Detector.Config config) {
    ObjectNode network = ConfigReader.tree(config);
    removeOtherStages(network);
    MessageDigest digest = Sha256.start();
    digest.update((VERSION + "\n" + network).getBytes(StandardCharsets.UTF_8));
    digest.update(checksums(model));
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  private static void removeOtherStages(JsonNode tree) {
    if (tree instanceof ObjectNode object) {
      object.remove(OF_OTHER_STAGES);
    }
    tree.forEach(ContentKey::removeOtherStages);
  }

  /**
   * Two checksums and the size of a file. They run at the speed of memory, unlike SHA-256, which
   * would take a good part of the time from start to the first detection.
   */
  private static byte[] checksums(Path file) {
    try {
      return ReadChannel.uninterrupted(() -> read(file));
    } catch (IOException e) {
      throw new UserError(file + ": cannot be read: " + IoReason.of(e), e);
    }
  }

  private static byte[] read(Path file) throws IOException {
    CRC32 first = new CRC32();
    CRC32C second = new CRC32C();
    long size = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
      for (int count = channel.read(block); count >= 0; count = channel.read(block.clear())) {
        size += count;
        first.update(block.flip());
        second.update(block.rewind());
      }
    }
    return ByteBuffer.allocate(3 * Long.BYTES)
        .putLong(size)
        .putLong(first.getValue())
        .putLong(second.getValue())
        .array();
  }
}
