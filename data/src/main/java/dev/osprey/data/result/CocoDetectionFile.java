package dev.osprey.data.result;

import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Writes the array to a file, which ends with a closing bracket after each write. */
final class CocoDetectionFile implements CocoDetectionWriter {
  private static final String END = "\n]\n";

  private final Path file;
  private final FileChannel channel;
  private long end;
  private boolean first = true;

  private CocoDetectionFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  static CocoDetectionFile create(Path file) {
    FileChannel channel;
    try {
      // CREATE_NEW does not follow an existing link
      channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new UserError(file + ": exists already; name another file, or remove this one", e);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
    CocoDetectionFile written = new CocoDetectionFile(file, channel);
    try {
      written.append("[");
    } catch (UserError e) {
      written.close();
      written.delete(e);
      throw e;
    }
    return written;
  }

  @Override
  public void add(List<CocoDetection> detections) {
    if (!detections.isEmpty()) {
      append(CocoDetectionStream.lines(detections, first));
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

  /** Restores the closing bracket of the array before the failure, for which the disk had room. */
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
