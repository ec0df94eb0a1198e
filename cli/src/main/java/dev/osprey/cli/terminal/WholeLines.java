package dev.osprey.cli.terminal;

import dev.osprey.core.text.OneLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.Arrays;

/**
 * Passes text on by the whole line, so that lines of several threads and streams are never mixed.
 * Characters that would move the cursor or command the terminal are escaped: names of files and
 * classes may hold them.
 */
final class WholeLines extends OutputStream {

  /** Takes a line with its end; a very long one comes in pieces. */
  @FunctionalInterface
  interface Target {
    void write(byte[] line) throws IOException;
  }

  private static final int LONGEST = 64 * 1024;

  private final Target target;
  private final Charset charset;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /**
   * @param charset of the bytes; ASCII is part of it
   */
  WholeLines(Target target, Charset charset) {
    this.target = target;
    this.charset = charset;
  }

  @Override
  public synchronized void write(int value) throws IOException {
    line.write(value);
    if (value == '\n') {
      pass();
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    int start = offset;
    for (int i = offset; i < offset + length; i++) {
      boolean isEnd = bytes[i] == '\n';
      if (isEnd || (line.size() + i - start >= LONGEST && bytes[i] >= 0)) {
        line.write(bytes, start, i + 1 - start);
        pass();
        start = i + 1;
      }
    }
    line.write(bytes, start, offset + length - start);
  }

  /** A line that has not ended stays here until it ends, or until {@link #close}. */
  @Override
  public void flush() {}

  @Override
  public synchronized void close() throws IOException {
    pass();
  }

  private void pass() throws IOException {
    if (line.size() == 0) {
      return;
    }
    byte[] bytes = line.toByteArray();
    line.reset();
    target.write(escaped(bytes));
  }

  private byte[] escaped(byte[] bytes) {
    int end = endOfText(bytes);
    String text = new String(bytes, 0, end, charset);
    String safe = escaped(text);
    if (safe.equals(text)) {
      return bytes;
    }
    byte[] start = safe.getBytes(charset);
    byte[] all = Arrays.copyOf(start, start.length + bytes.length - end);
    System.arraycopy(bytes, end, all, start.length, bytes.length - end);
    return all;
  }

  /** Where the line's end begins, which may be that of Windows. */
  private static int endOfText(byte[] bytes) {
    int end = bytes.length;
    if (bytes[end - 1] == '\n') {
      end--;
      return end > 0 && bytes[end - 1] == '\r' ? end - 1 : end;
    }
    return end;
  }

  /** Tabs stay: tables have them. */
  private static String escaped(String text) {
    if (text.indexOf('\t') < 0) {
      return OneLine.of(text);
    }
    return Arrays.stream(text.split("\t", -1))
        .map(OneLine::of)
        .reduce((one, other) -> one + "\t" + other)
        .orElse("");
  }
}
