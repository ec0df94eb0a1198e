package dev.osprey.detection.config;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Reads and writes constants as in configuration files: {@code NEAREST_EVEN} is {@code
 * nearest-even}.
 */
final class EnumNames extends SimpleModule {
  private static final long serialVersionUID = 1L;

  EnumNames() {
    addSerializer(new Writer());
    setDeserializerModifier(new Readers());
  }

  /** The names of all constants, in their order. */
  static List<String> of(Class<?> type) {
    return Arrays.stream((Enum<?>[]) type.getEnumConstants()).map(EnumNames::name).toList();
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static final class Writer extends StdSerializer<Enum<?>> {
    private static final long serialVersionUID = 1L;

    Writer() {
      super(Enum.class, false);
    }

    @Override
    public void serialize(Enum<?> value, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      generator.writeString(name(value));
    }
  }

  private static final class Readers extends BeanDeserializerModifier {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonDeserializer<?> modifyEnumDeserializer(
        DeserializationConfig config,
        JavaType type,
        BeanDescription description,
        JsonDeserializer<?> deserializer) {
      return new Reader(type.getRawClass());
    }
  }

  private static final class Reader extends JsonDeserializer<Enum<?>> {
    private final Class<?> type;

    Reader(Class<?> type) {
      this.type = type;
    }

    @Override
    public Enum<?> deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      String text = parser.getText();
      for (Enum<?> constant : (Enum<?>[]) type.getEnumConstants()) {
        if (name(constant).equals(text)) {
          return constant;
        }
      }
      throw context.weirdStringException(text, type, "not a known name");
    }
  }
}
