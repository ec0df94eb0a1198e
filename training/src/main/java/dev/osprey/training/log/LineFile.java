package dev.osprey.training.log;

import dev.osprey.core.file.AtomicFile;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A text file that is written line by line. When {@link #append} returns, the line is in the file.
 */
final class LineFile {
  private static final String DAMAGED = ".damaged";

  private final Path file;

  LineFile(Path file) {
    this.file = file;
  }

  /**
   * The content of a file.
   *
   * @param unreadable number of unreadable lines
   * @param truncated whether the last line has no line break
   */
  private record Content(List<String> lines, int unreadable, boolean truncated) {}

  /** Reads the lines, except an incomplete last line that a crash left. */
  List<String> lines() {
    try {
      return Files.exists(file) ? content(line -> true).lines : List.of();
    } catch (IOException e) {
      throw failed("cannot be read", e);
    }
  }

  private Content content(Predicate<String> passes) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    List<String> lines = new ArrayList<>();
    int unreadable = 0;
    int start = 0;
    for (int end = 0; end < bytes.length; end++) {
      if (bytes[end] == '\n') {
        Optional<String> line = text(bytes, start, end).filter(passes);
        line.ifPresent(lines::add);
        unreadable += line.isPresent() ? 0 : 1;
        start = end + 1;
      }
    }
    return new Content(lines, unreadable, start < bytes.length);
  }

  /** Decodes a line without its line break; empty if the bytes are not text. */
  private static Optional<String> text(byte[] bytes, int start, int end) {
    int length = end - start - (end > start && bytes[end - 1] == '\r' ? 1 : 0);
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, start, length))
              .toString();
      boolean binary = text.chars().anyMatch(c -> c != '\t' && Character.isISOControl(c));
      return binary ? Optional.empty() : Optional.of(text);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  void append(String line) {
    try (FileChannel channel = open()) {
      write(channel, line);
    } catch (IOException e) {
      throw failed("cannot be written", e);
    }
  }

  /** Appends a line and forces it, with all lines before it, to the disk. */
  void appendForced(String line) {
    try (FileChannel channel = open()) {
      write(channel, line);
      channel.force(true);
    } catch (IOException e) {
      throw failed("cannot be written", e);
    }
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
  }

  private static void write(FileChannel channel, String line) throws IOException {
    // an encoder would refuse lone surrogates, which class names may contain
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Removes all lines that do not pass the test; on failure none is removed. */
  void keep(Predicate<String> passes) {
    List<String> old = lines();
    List<String> kept = old.stream().filter(passes).toList();
    if (kept.size() < old.size()) {
      replace(kept);
    }
  }

  void replace(List<String> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    AtomicFile.write(file, text.toString());
  }

  /**
   * Repairs the file so that lines can be appended. The readable lines of a damaged file are kept,
   * and the damaged file is kept under another name. An incomplete last line is removed.
   *
   * @param passes whether a line belongs to this file
   * @param notes receives a line if the file is damaged
   */
  void repair(Predicate<String> passes, Consumer<String> notes) {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        String what =
            Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) ? "a folder" : "not a regular file";
        notes.accept("warning: " + file + " is " + what + "; " + setAside());
        return;
      }
      Content content = content(passes);
      if (content.unreadable > 0) {
        String aside = setAside();
        replace(content.lines);
        notes.accept("warning: " + damaged(content) + "; " + aside);
      } else if (content.truncated) {
        replace(content.lines);
        notes.accept("warning: the last line of " + file + " was incomplete and was removed");
      }
    } catch (IOException e) {
      notes.accept("warning: " + file + " cannot be read: " + IoReason.of(e) + "; " + setAside());
    }
  }

  private String damaged(Content content) {
    return file
        + " is damaged: "
        + content.unreadable
        + " of its lines cannot be read, "
        + content.lines.size()
        + " are kept";
  }

  /** Renames the file to a free name. */
  private String setAside() {
    Path aside = file.resolveSibling(file.getFileName() + DAMAGED);
    for (int i = 2; Files.exists(aside, LinkOption.NOFOLLOW_LINKS); i++) {
      aside = file.resolveSibling(file.getFileName() + DAMAGED + "-" + i);
    }
    try {
      Files.move(file, aside);
    } catch (IOException e) {
      throw failed("is damaged and cannot be renamed", e);
    }
    return "the original was renamed to " + aside.getFileName();
  }

  private UserError failed(String what, IOException e) {
    return new UserError(
        file
            + " "
            + what
            + ": "
            + IoReason.of(e)
            + ". Free space or check the folder's permissions, then resume the run",
        e);
  }
}
