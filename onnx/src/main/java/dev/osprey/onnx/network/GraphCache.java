package dev.osprey.onnx.network;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.osprey.core.file.AtomicFile;
import dev.osprey.core.file.CacheFolder;
import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.ReadChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The graphs of model files that were used before, in a folder of the cache. The ones that were not
 * used for the longest time make room for new ones.
 */
final class GraphCache {
  /** Size of all files together, bytes. */
  private static final long LARGEST = 4L << 30;

  private static final String ENDING = ".onnx";

  private final Path folder;
  private final long largest;

  private GraphCache(Path folder, long largest) {
    this.folder = folder;
    this.largest = largest;
  }

  /** The cache of this machine. */
  static GraphCache standard() {
    return in(CacheFolder.beside("graphs"), LARGEST);
  }

  /**
   * A cache in a folder that need not exist yet.
   *
   * @param largest size of all files together, bytes
   */
  static GraphCache in(Path folder, long largest) {
    return new GraphCache(folder, largest);
  }

  /** The files of a key's graphs, whether or not they exist. */
  List<Path> files(String key, int count) {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      files.add(folder.resolve(key + "-" + i + ENDING));
    }
    return files;
  }

  /** Whether all files exist; those that do count as used now. */
  static boolean isComplete(List<Path> files) {
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        return false;
      }
    }
    files.forEach(GraphCache::touch);
    return true;
  }

  private static void touch(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    } catch (IOException e) {
      return; // a cache that this user may only read is used without its order
    }
  }

  /**
   * Writes graphs, also in an interrupted thread, whose flag stays.
   *
   * @throws UserError if the folder cannot be written
   */
  void write(List<Path> files, NetworkGraphs graphs) {
    makeRoom(graphs.graphs().stream().mapToLong(ModelProto::getSerializedSize).sum());
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      ModelProto graph = graphs.graphs().get(i);
      write(file, graph);
    }
  }

  private static void write(Path file, ModelProto graph) {
    try {
      var unused =
          ReadChannel.uninterrupted(
              () -> {
                AtomicFile.write(file, channel -> graph.writeTo(Channels.newOutputStream(channel)));
                return file;
              });
    } catch (IOException e) {
      throw new UserError(file + ": the cache of graphs cannot be written", e);
    }
  }

  private void makeRoom(long bytes) {
    try {
      Files.createDirectories(folder);
      List<Path> oldest = new ArrayList<>();
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(ENDING)).forEach(oldest::add);
      }
      oldest.sort(Comparator.comparing(GraphCache::lastUse));
      long total = bytes;
      for (Path file : oldest) {
        total += Files.size(file);
      }
      for (Path file : oldest) {
        if (total > largest) {
          total -= Files.size(file);
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UserError(folder + ": the cache of graphs cannot be written", e);
    }
  }

  private static FileTime lastUse(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes graphs that cannot be used. */
  static void remove(List<Path> files) {
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        return; // they are written anew where that is possible
      }
    }
  }
}
