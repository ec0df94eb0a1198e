package dev.osprey.cli.output;

import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import dev.osprey.data.result.CocoDetection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The detections of {@code predict}, a JSON array with one entry a line, which grows image by
 * image. A file is a complete array after each image: an entry is written over the closing bracket,
 * together with a new one, by one call. So a process that is killed leaves all images that were
 * done.
 */
public interface DetectionsOutput extends AutoCloseable {

  /** Adds the detections of one image. */
  void add(List<CocoDetection> detections);

  @Override
  void close();

  /**
   * A new file, which is there from now on.
   *
   * @throws UserError where it exists, or its folder does not take it
   */
  static DetectionsOutput file(Path file) {
    return GrowingFile.create(file);
  }

  /** Standard output, which stays open. */
  static DetectionsOutput standardOutput() {
    return new StandardOutput();
  }

  /** Entries, each on a line of its own. */
  private static String lines(List<CocoDetection> detections, boolean first) {
    return detections.stream()
        .map(CocoDetection::toJson)
        .collect(Collectors.joining(",\n", first ? "\n" : ",\n", ""));
  }

  /** The array at the end of a pipe; it is closed with this. */
  final class StandardOutput implements DetectionsOutput {
    private boolean first = true;

    private StandardOutput() {
      System.out.print("[");
    }

    @Override
    public void add(List<CocoDetection> detections) {
      if (!detections.isEmpty()) {
        byte[] text = lines(detections, first).getBytes(StandardCharsets.UTF_8);
        System.out.write(text, 0, text.length);
        System.out.flush();
        first = false;
      }
    }

    @Override
    public void close() {
      System.out.println(first ? "]" : "\n]");
    }
  }

  /** The array in a file. */
  final class GrowingFile implements DetectionsOutput {
    private static final String END = "\n]\n";

    private final Path file;
    private final FileChannel channel;
    private long end;
    private boolean first = true;

    private GrowingFile(Path file, FileChannel channel) {
      this.file = file;
      this.channel = channel;
    }

    private static GrowingFile create(Path file) {
      FileChannel channel;
      try {
        // a link that stands there is not followed
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      } catch (FileAlreadyExistsException e) {
        throw new UserError(file + ": exists already; name another file, or remove this one", e);
      } catch (IOException e) {
        throw unwritable(file, e);
      }
      GrowingFile growing = new GrowingFile(file, channel);
      try {
        growing.append("[");
      } catch (UserError e) {
        growing.close();
        growing.delete(e);
        throw e;
      }
      return growing;
    }

    @Override
    public void add(List<CocoDetection> detections) {
      if (!detections.isEmpty()) {
        append(lines(detections, first));
        first = false;
      }
    }

    private void append(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      ByteBuffer all = ByteBuffer.allocate(bytes.length + END.length());
      all.put(bytes).put(END.getBytes(StandardCharsets.UTF_8)).flip();
      try {
        write(all, end);
      } catch (IOException e) {
        restore(e);
        throw unwritable(file, e);
      }
      end += bytes.length;
    }

    private void write(ByteBuffer bytes, long position) throws IOException {
      while (bytes.hasRemaining()) {
        channel.write(bytes, position + bytes.position());
      }
    }

    /** The array as it was before: a full disk has room for what it held. */
    private void restore(IOException failure) {
      if (end == 0) {
        return;
      }
      try {
        write(ByteBuffer.wrap(END.getBytes(StandardCharsets.UTF_8)), end);
        channel.truncate(end + END.length());
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }

    private void delete(UserError failure) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }

    private static UserError unwritable(Path file, IOException e) {
      return new UserError(
          file + " cannot be written: " + IoReason.of(e) + ". Check the folder and its free space",
          e);
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw unwritable(file, e);
      }
    }
  }
}
