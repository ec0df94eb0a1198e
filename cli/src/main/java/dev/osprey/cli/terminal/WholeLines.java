package dev.osprey.cli.terminal;

import dev.osprey.core.text.OneLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.Arrays;

/**
 * Writes text in whole lines, so that the lines of several threads and streams do not mix. Control
 * characters are escaped, because names of files and classes may contain them.
 */
final class WholeLines extends OutputStream {

  /** Takes a line with its line end. A very long line arrives in pieces. */
  @FunctionalInterface
  interface LineOutput {
    void write(byte[] line) throws IOException;
  }

  private static final int LONGEST = 64 * 1024;

  private final LineOutput target;
  private final Charset charset;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /**
   * @param charset the encoding of the bytes, a superset of ASCII
   */
  WholeLines(LineOutput target, Charset charset) {
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

  /** Does nothing: an unfinished line waits for its end, or for {@link #close}. */
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

  /** The index of the line end, {@code \n} or {@code \r\n}. */
  private static int endOfText(byte[] bytes) {
    int end = bytes.length;
    if (bytes[end - 1] == '\n') {
      end--;
      return end > 0 && bytes[end - 1] == '\r' ? end - 1 : end;
    }
    return end;
  }

  /** Keeps tabs, which tables use. */
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
