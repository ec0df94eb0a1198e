package dev.osprey.data.format.coco;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.osprey.core.EntryId;
import dev.osprey.core.file.AtomicFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.channels.Channels;
import java.nio.file.Path;

/**
 * What COCO's data sets and its result files share as JSON. Doubles are written with every digit,
 * so that reading gives the same bits.
 */
public final class CocoJson {
  /** Python writes NaN and Infinity into JSON; they are read, so that a message can name them. */
  public static final JsonFactory PARSERS =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  /** Generators that leave what they write to open. */
  public static final JsonFactory GENERATORS =
      new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

  private CocoJson() {}

  /** What is written into an open file. */
  public interface Content {
    void writeTo(JsonGenerator json) throws IOException;
  }

  /** Writes beside the file, then renames: a file that is there stays whole until the end. */
  public static void write(Path file, Content content) {
    AtomicFile.write(
        file,
        channel -> {
          try (JsonGenerator json = GENERATORS.createGenerator(Channels.newOutputStream(channel))) {
            content.writeTo(json);
          }
        });
  }

  public static void writeId(JsonGenerator json, String name, EntryId id) throws IOException {
    BigDecimal number = id.toNumber();
    if (id.toLong().isPresent()) {
      json.writeNumberField(name, id.toLong().getAsLong());
    } else if (number == null) {
      json.writeStringField(name, id.toString());
    } else {
      json.writeNumberField(name, number);
    }
  }

  public static void writeBox(JsonGenerator json, double... xywh) throws IOException {
    json.writeFieldName("bbox");
    json.writeArray(xywh, 0, 4);
  }
}
