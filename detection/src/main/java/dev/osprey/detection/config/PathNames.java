package dev.osprey.detection.config;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.nio.file.Path;

/**
 * Reads and writes paths as given, also relative ones. Jackson by itself writes absolute {@code
 * file:} URIs.
 */
final class PathNames extends SimpleModule {
  private static final long serialVersionUID = 1L;

  PathNames() {
    addSerializer(Path.class, new ToStringSerializer(Path.class));
    addDeserializer(Path.class, new Reader());
  }

  private static final class Reader extends FromStringDeserializer<Path> {
    private static final long serialVersionUID = 1L;

    Reader() {
      super(Path.class);
    }

    @Override
    protected Path _deserialize(String text, DeserializationContext context) {
      return Path.of(text);
    }
  }
}
