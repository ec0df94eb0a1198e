package dev.osprey.detection.config;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.osprey.core.EntryId;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * Reads and writes ids of images and categories as in annotation files: exact numbers or strings.
 */
final class EntryIds extends SimpleModule {
  private static final long serialVersionUID = 1L;

  EntryIds() {
    addSerializer(new Writer());
    addDeserializer(EntryId.class, new Reader());
  }

  private static final class Writer extends StdSerializer<EntryId> {
    private static final long serialVersionUID = 1L;

    Writer() {
      super(EntryId.class);
    }

    @Override
    public void serialize(EntryId id, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      BigDecimal number = id.toNumber();
      if (id.toLong().isPresent()) {
        generator.writeNumber(id.toLong().getAsLong());
      } else if (number == null) {
        generator.writeString(id.toString());
      } else {
        generator.writeNumber(number);
      }
    }
  }

  private static final class Reader extends JsonDeserializer<EntryId> {
    @Override
    public EntryId deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return switch (parser.currentToken()) {
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> EntryId.of(parser.getDecimalValue());
        case VALUE_STRING -> EntryId.of(parser.getText());
        default -> (EntryId) context.handleUnexpectedToken(EntryId.class, parser);
      };
    }
  }
}
