package dev.osprey.data.format.csv;

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
 * The rows of a file of values that commas, semicolons or tabs separate.
 *
 * @param separator the one that gives the first rows most fields; a comma where none does
 */
record CsvFile(Path path, char separator, List<Row> rows) {
  private static final CsvFactory CSV = new CsvFactory();
  private static final List<Character> SEPARATORS = List.of(',', ';', '\t');

  /** So many rows tell the separator. */
  private static final int FIRST_ROWS = 5;

  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");

  /** What spreadsheets write and read to say which separator follows. */
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
   * All rows but the blank ones.
   *
   * @throws UserError where the file cannot be read or a quote is not closed
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
      boolean open = String.valueOf(e.getOriginalMessage()).contains("closing quote");
      int line = Math.max(1, e.getLocation() == null ? 1 : e.getLocation().getLineNr());
      throw new UserError(
          file
              + " line "
              + line
              + (open
                  ? ": a quote (\") is opened and not closed"
                  : ": text follows a closing quote (\")")
              + ". A quote inside a quoted field is written twice",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the text is in memory
    }
    return rows;
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

  /** The number of a field; where commas do not separate, they may stand before decimals. */
  OptionalDouble number(String field) {
    boolean comma = separator != ',' && DECIMAL_COMMA.matcher(field).matches();
    return NumberText.parse(comma ? field.replace(',', '.') : field);
  }

  String where(Row row) {
    return path + " line " + row.line();
  }
}
