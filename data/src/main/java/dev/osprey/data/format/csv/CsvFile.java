package dev.osprey.data.format.csv;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.osprey.core.file.TextFile;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.NumberText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows of a file whose values are separated by commas, semicolons or tabs.
 *
 * @param separator the one that gives the first rows the most fields; a comma where none does
 */
record CsvFile(Path path, char separator, List<Row> rows) {
  private static final CsvFactory CSV = new CsvFactory();
  private static final List<Character> SEPARATORS = List.of(',', ';', '\t');

  /** The number of rows from which the separator is found. */
  private static final int FIRST_ROWS = 5;

  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");

  /** The line in which spreadsheets state the separator. */
  private static final Pattern STATED = Pattern.compile("(?i)\"?sep=([,;\t])\"?\\s*");

  private static final Pattern DECIMAL_COMMA = Pattern.compile("[+-]?\\d*,\\d+");

  /**
   * A row.
   *
   * @param line where it starts, from 1
   * @param fields without quotes, and without the spaces around them
   */
  record Row(int line, List<String> fields) {
    Row {
      fields = List.copyOf(fields);
    }
  }

  CsvFile {
    rows = List.copyOf(rows);
  }

  /**
   * Reads all rows except blank ones.
   *
   * @throws UserError if the file cannot be read or a quote is not closed
   */
  static CsvFile read(Path file) {
    String text = TextFile.read(file);
    Matcher stated = STATED.matcher(text.lines().findFirst().orElse(""));
    boolean states = stated.matches();
    char separator = states ? stated.group(1).charAt(0) : separator(text);
    List<Row> rows = rows(file, text, separator);
    return new CsvFile(file, separator, states ? rows.subList(1, rows.size()) : rows);
  }

  private static char separator(String text) {
    List<String> first =
        text.lines()
            .filter(line -> !line.isBlank())
            .limit(FIRST_ROWS)
            .map(line -> QUOTED.matcher(line).replaceAll(""))
            .toList();
    char best = ',';
    long most = 0;
    for (char each : SEPARATORS) {
      long fewest =
          first.stream()
              .mapToLong(line -> line.chars().filter(letter -> letter == each).count())
              .min()
              .orElse(0);
      if (fewest > most) {
        best = each;
        most = fewest;
      }
    }
    return best;
  }

  private static List<Row> rows(Path file, String text, char separator) {
    List<Row> rows = new ArrayList<>();
    try (JsonParser parser = CSV.createParser(text)) {
      parser.setSchema(CsvSchema.emptySchema().withColumnSeparator(separator));
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
          Row row = row(parser);
          if (!row.fields().stream().allMatch(String::isEmpty)) {
            rows.add(row);
          }
        }
      }
    } catch (JsonProcessingException e) {
      JsonLocation place = e.getLocation();
      int line = Math.max(1, place == null ? 1 : place.getLineNr());
      int end = place == null ? text.length() : (int) place.getCharOffset() + 1;
      String read = text.substring(0, Math.min(end, text.length()));
      throw new UserError(
          file
              + " line "
              + line
              + (isQuoteOpen(read, separator)
                  ? ": a quote (\") is opened and not closed"
                  : ": text follows a closing quote (\")")
              + ". A quote inside a quoted field is written twice",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the text is in memory
    }
    return rows;
  }

  /** Whether a quote at the start of a field is not closed. */
  private static boolean isQuoteOpen(String text, char separator) {
    boolean atStart = true;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (each == '"' && (quoted || atStart)) {
        // Two quotes inside a quoted field close it and open it again.
        quoted = !quoted;
        atStart = !quoted;
      } else if (!quoted) {
        atStart = each == separator || each == '\n' || each == '\r';
      }
    }
    return quoted;
  }

  private static Row row(JsonParser parser) throws IOException {
    List<String> fields = new ArrayList<>();
    int line = 0;
    while (parser.nextToken() == JsonToken.VALUE_STRING) {
      line = line == 0 ? parser.currentTokenLocation().getLineNr() : line;
      fields.add(parser.getText().strip());
    }
    return new Row(line, fields);
  }

  /** The number in a field; where the separator is not a comma, a decimal comma is understood. */
  OptionalDouble number(String field) {
    boolean comma = separator != ',' && DECIMAL_COMMA.matcher(field).matches();
    return NumberText.parse(comma ? field.replace(',', '.') : field);
  }

  String where(Row row) {
    return path + " line " + row.line();
  }
}
