package dev.osprey.parity.comparison;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A CSV file with the largest difference of each tensor. */
public record FindingsTable(Path file) {
  private static final String COLUMNS = "case,tensor,difference,tolerance,share,verdict,where";

  /** Creates an empty table, replacing an existing file. */
  public static FindingsTable create(Path file) {
    try {
      Files.write(file, List.of(COLUMNS));
    } catch (IOException e) {
      throw new UncheckedIOException("no table can be written to " + file, e);
    }
    return new FindingsTable(file);
  }

  public void add(String name, List<Finding> findings) {
    List<String> lines =
        findings.stream()
            .map(
                finding ->
                    String.join(
                        ",",
                        quoted(name),
                        quoted(finding.tensor()),
                        number(finding.difference()),
                        number(finding.tolerance()),
                        number(finding.share()),
                        finding.share() <= 1 ? "within" : "BEYOND",
                        quoted(finding.what())))
            .toList();
    try {
      Files.write(file, lines, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("the table " + file + " cannot be written", e);
    }
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  /** Formats a number for programs outside Java: {@code inf}, not {@code Infinity}. */
  private static String number(double value) {
    return Double.isInfinite(value) ? "inf" : Double.toString(value);
  }
}
