package dev.osprey.data.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import dev.osprey.core.TextFile;
import dev.osprey.core.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The rows of a comma-separated UTF-8 file. */
final class CsvFile {
  private static final CsvFactory CSV = new CsvFactory();

  private CsvFile() {}

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

  /**
   * All rows but the blank ones.
   *
   * @throws UserError where the file cannot be read or a quote is not closed
   */
  static List<Row> read(Path file) {
    List<Row> rows = new ArrayList<>();
    try (JsonParser parser = CSV.createParser(TextFile.read(file))) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
          Row row = row(parser);
          if (!row.fields().equals(List.of("")) && !row.fields().isEmpty()) {
            rows.add(row);
          }
        }
      }
    } catch (JsonProcessingException e) {
      throw new UserError(
          file
              + " line "
              + e.getLocation().getLineNr()
              + ": not valid CSV: "
              + e.getOriginalMessage(),
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
}
