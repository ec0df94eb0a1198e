package dev.osprey.tensorfiles.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.osprey.core.file.AtomicFile;
import dev.osprey.tensorfiles.DType;
import dev.osprey.tensorfiles.TensorContent;
import dev.osprey.tensorfiles.TensorInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Collects tensors and writes them as one safetensors file. The file is written under a temporary
 * name, forced to the disk and renamed, so that a full disk or a crash leaves the old file
 * unchanged. The same content gives the same bytes: tensors are sorted by element size (largest
 * first, which keeps each of them aligned), then by name; metadata is sorted by key.
 */
public final class SafeTensorsWriter {
  private static final JsonFactory JSON = new JsonFactory();

  private record Entry(String name, DType dtype, List<Long> shape, TensorContent content) {
    long byteCount() {
      return Math.multiplyExact(TensorInfo.elements(shape), (long) dtype.bytes());
    }
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, String> metadata = new TreeMap<>();

  /** Adds a string to {@code __metadata__}; an existing key is replaced. */
  public SafeTensorsWriter metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /**
   * Adds a tensor.
   *
   * @param content exactly dtype × shape bytes, checked when they are written
   */
  public SafeTensorsWriter add(String name, DType dtype, long[] shape, TensorContent content) {
    List<Long> dimensions = new ArrayList<>();
    for (long dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException(name + ": dimension " + dimension + " is negative");
      }
      dimensions.add(dimension);
    }
    if (name.equals("__metadata__")) {
      throw new IllegalArgumentException("__metadata__ is not a valid name for a tensor");
    }
    Entry entry = new Entry(name, dtype, dimensions, content);
    if (entries.putIfAbsent(name, entry) != null) {
      throw new IllegalArgumentException("tensor " + name + " was added twice");
    }
    return this;
  }

  /** Adds a tensor from the remaining bytes of {@code values}: little endian, flat in C order. */
  public SafeTensorsWriter add(String name, DType dtype, long[] shape, ByteBuffer values) {
    return add(name, dtype, shape, TensorContent.of(values));
  }

  /** Adds an F32 tensor. */
  public SafeTensorsWriter add(String name, long[] shape, float[] values) {
    return add(name, DType.F32, shape, TensorContent.of(values));
  }

  /**
   * Writes the file. An existing file is either replaced completely or not changed.
   *
   * @throws dev.osprey.core.text.UserError if the file cannot be written
   */
  public void write(Path file) {
    AtomicFile.write(file, this::writeTo);
  }

  /**
   * Returns the SHA-256 of everything added so far, in hexadecimal. If it is stored as metadata,
   * {@link SafeTensors#contentSha256} leaves it out.
   */
  public String contentSha256() {
    ContentSha256 digest = new ContentSha256();
    digest.addMetadata(metadata);
    try {
      for (Entry entry : new TreeMap<>(entries).values()) {
        digest.beginTensor(entry.name, entry.dtype, entry.shape);
        entry.content.writeTo(digest, entry.name, entry.byteCount());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("tensors cannot be read from memory", e);
    }
    return digest.hex();
  }

  private void writeTo(WritableByteChannel channel) throws IOException {
    List<Entry> sorted = new ArrayList<>(entries.values());
    sorted.sort(
        Comparator.comparingInt((Entry entry) -> -entry.dtype.bytes())
            .thenComparing(Entry::dtype)
            .thenComparing(Entry::name));
    byte[] header = header(sorted);
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    TensorContent.of(length.putLong(header.length).flip()).writeTo(channel);
    TensorContent.of(ByteBuffer.wrap(header)).writeTo(channel);
    for (Entry entry : sorted) {
      entry.content.writeTo(channel, entry.name, entry.byteCount());
    }
  }

  /**
   * Returns the header as JSON, padded with spaces so that the data starts at a multiple of eight.
   */
  private byte[] header(List<Entry> sorted) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart("__metadata__");
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      long offset = 0;
      for (Entry entry : sorted) {
        json.writeObjectFieldStart(entry.name);
        json.writeStringField("dtype", entry.dtype.name());
        json.writeFieldName("shape");
        writeArray(json, entry.shape);
        json.writeFieldName("data_offsets");
        long end = offset + entry.byteCount();
        writeArray(json, List.of(offset, end));
        json.writeEndObject();
        offset = end;
      }
      json.writeEndObject();
    }
    while (bytes.size() % Long.BYTES != 0) {
      bytes.write(' ');
    }
    if (bytes.size() > SafeTensors.LARGEST_HEADER) {
      throw new IOException(
          "names and metadata take " + bytes.size() + " bytes; the format allows 100,000,000");
    }
    return bytes.toByteArray();
  }

  private static void writeArray(JsonGenerator json, List<Long> values) throws IOException {
    json.writeStartArray();
    for (long value : values) {
      json.writeNumber(value);
    }
    json.writeEndArray();
  }
}
