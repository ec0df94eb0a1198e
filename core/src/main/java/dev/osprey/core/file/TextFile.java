package dev.osprey.core.file;

import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads text files of people and their tools: UTF-8, with or without a byte order mark, or UTF-16,
 * as Windows writes it (PowerShell's {@code >}, Notepad's "Unicode").
 */
public final class TextFile {
  private TextFile() {}

  /**
   * Reads the text of a whole file.
   *
   * @throws UserError if the file cannot be read, is text in another encoding (the line is named),
   *     or is not text (its kind is named)
   */
  public static String read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      String reason = Files.isDirectory(file) ? "it is a folder" : IoReason.of(e);
      throw new UserError(file + " cannot be read: " + reason + ". Check the path", e);
    }
    return decode(bytes, file);
  }

  /** Reads the lines of a file, without their line breaks. */
  public static List<String> lines(Path file) {
    return read(file).lines().toList();
  }

  /**
   * Decodes the bytes of a text file.
   *
   * @param file named in messages
   * @throws UserError as {@link #read} does
   */
  public static String decode(byte[] bytes, Path file) {
    Charset utf16 = utf16(bytes);
    if (utf16 == null) {
      requireText(bytes, file);
    }
    Charset charset = utf16 == null ? StandardCharsets.UTF_8 : utf16;
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    try {
      String text = decoder.decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new UserError(undecodable(bytes, file, utf16), e);
    }
  }

  /** UTF-16 has a byte order mark, or a zero in every second byte of its first characters. */
  private static @Nullable Charset utf16(byte[] bytes) {
    if (bytes.length < 2 || bytes.length % 2 != 0) {
      return null;
    }
    int mark = (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
    if (mark == 0xFEFF || (bytes[0] == 0 && bytes[1] != 0)) {
      return StandardCharsets.UTF_16BE;
    }
    return mark == 0xFFFE || (bytes[0] != 0 && bytes[1] == 0) ? StandardCharsets.UTF_16LE : null;
  }

  private static void requireText(byte[] bytes, Path file) {
    Optional<FileKind> kind = FileKind.of(bytes);
    if (kind.isPresent() && !isText(kind.get())) {
      throw new UserError(
          file + " is " + kind.get().description() + ", not text. " + kind.get().cure());
    }
    for (byte each : bytes) {
      if (each == 0) {
        throw new UserError(
            file + " is not text: it contains zero bytes. Check the path, or save it as UTF-8");
      }
    }
  }

  private static boolean isText(FileKind kind) {
    return switch (kind) {
      case EMPTY, JSON, XML, SVG -> true;
      default -> false;
    };
  }

  private static String undecodable(byte[] bytes, Path file, @Nullable Charset utf16) {
    if (utf16 != null) {
      return file + " begins as UTF-16 text, but is damaged. Save it as UTF-8";
    }
    int at = firstUndecodable(bytes);
    int line = 1;
    for (int i = 0; i < at; i++) {
      line += bytes[i] == '\n' ? 1 : 0;
    }
    return String.format(
        Locale.ROOT,
        "%s line %d: this is not UTF-8 text (byte 0x%02X; Windows-1252 or Latin-1 has \"%s\" there)."
            + " Save the file as UTF-8",
        file,
        line,
        bytes[at] & 0xFF,
        shown(bytes[at]));
  }

  private static String shown(byte undecodable) {
    String text = new String(new byte[] {undecodable}, Charset.forName("windows-1252"));
    return text.codePoints().allMatch(Character::isISOControl) ? "?" : text;
  }

  private static int firstUndecodable(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    decoder.decode(in, java.nio.CharBuffer.allocate(bytes.length + 1), true);
    return Math.min(in.position(), bytes.length - 1);
  }
}
