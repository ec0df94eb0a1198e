package dev.osprey.cli.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * The number of columns of the terminal of standard error. {@code stty} is called at the start and
 * after each signal that the size of the window has changed.
 */
final class TerminalSize implements IntSupplier {
  private static final String CHANGED = "WINCH";
  private static final int USUAL = 80;

  private volatile int columns;

  TerminalSize() {
    var unused = Signals.handle(CHANGED, () -> columns = ask());
    columns = ask();
  }

  @Override
  public int getAsInt() {
    return columns;
  }

  private static int ask() {
    int known = columnsIn(answer());
    return known > 0 ? known : columnsIn("0 " + System.getenv("COLUMNS"), USUAL);
  }

  /** The columns in {@code 24 80}, lines then columns; 0 if the terminal does not know its size. */
  static int columnsIn(String answer) {
    return columnsIn(answer, 0);
  }

  private static int columnsIn(String answer, int otherwise) {
    String[] words = answer.strip().split(" ", -1);
    boolean isSize = words.length == 2 && words[1].matches("[1-9][0-9]{0,4}");
    return isSize ? Integer.parseInt(words[1]) : otherwise;
  }

  private static String answer() {
    try {
      Process stty =
          new ProcessBuilder("sh", "-c", "stty size <&2 2>/dev/null")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try {
        stty.getOutputStream().close();
        boolean ended = stty.waitFor(2, TimeUnit.SECONDS);
        return ended
            ? new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
            : "";
      } finally {
        stty.destroy();
      }
    } catch (IOException e) {
      return ""; // this system has no stty
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
