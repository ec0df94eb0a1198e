package dev.osprey.data.format.coco;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.osprey.core.EntryId;
import dev.osprey.core.file.AtomicFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.channels.Channels;
import java.nio.file.Path;

/**
 * The JSON that COCO's data sets and result files share. Doubles are written with every digit, so
 * that reading gives the same bits.
 */
public final class CocoJson {
  /**
   * Creates parsers that accept NaN and Infinity, which Python writes, so that a message can name
   * them.
   */
  public static final JsonFactory PARSERS =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  /** Creates generators that do not close their target. */
  public static final JsonFactory GENERATORS =
      new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

  private CocoJson() {}

  /** Writes the content of an open file. */
  public interface Content {
    void writeTo(JsonGenerator json) throws IOException;
  }

  /** Writes the file; an existing one is replaced as a whole. */
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
