package dev.osprey.tensorfiles.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.DType;
import dev.osprey.tensorfiles.TensorInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses the header of a safetensors file token by token and checks each value before it is used.
 */
final class HeaderReader {
  private static final String METADATA = "__metadata__";
  private static final int LARGEST_RANK = 64;
  private static final Pattern TWICE = Pattern.compile("^Duplicate field '(.*)'$", Pattern.DOTALL);
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Path file;
  private final long dataBytes;
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  /**
   * @param dataBytes number of bytes after the header
   */
  private HeaderReader(Path file, long dataBytes) {
    this.file = file;
    this.dataBytes = dataBytes;
  }

  static Header read(Path file, byte[] json, long dataBytes) {
    HeaderReader reader = new HeaderReader(file, dataBytes);
    try (JsonParser parser = JSON.createParser(json)) {
      reader.readHeader(parser);
    } catch (StreamReadException e) {
      throw reader.error(what(e), e);
    } catch (StreamConstraintsException e) {
      throw reader.error(
          "the header is nested too deeply, or contains a number or name that is too long", e);
    } catch (IOException e) {
      throw reader.error("the header cannot be read: " + IoReason.of(e), e);
    }
    reader.checkCoverage();
    return new Header(reader.tensors, reader.metadata);
  }

  private static String what(StreamReadException e) {
    Matcher twice = TWICE.matcher(e.getOriginalMessage());
    if (twice.find()) {
      return "the header names " + quoted(twice.group(1)) + " twice";
    }
    long offset = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
    return "the header is not valid JSON at byte " + (Long.BYTES + offset) + " of the file";
  }

  private void readHeader(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw error("the header is not a JSON object", null);
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw error(quoted(name) + " is not a JSON object", null);
      }
      if (name.equals(METADATA)) {
        readMetadata(parser);
      } else {
        tensors.put(name, readTensor(parser, name));
      }
    }
    if (parser.nextToken() != null) {
      throw error("the header holds more than one JSON object", null);
    }
  }

  private void readMetadata(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      if (parser.nextToken() != JsonToken.VALUE_STRING) {
        throw error("__metadata__ " + quoted(key) + " is not a string", null);
      }
      metadata.put(key, parser.getText());
    }
  }

  private TensorInfo readTensor(JsonParser parser, String name) throws IOException {
    DType dtype = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (key) {
        case "dtype" ->
            dtype = dtype(name, value == JsonToken.VALUE_STRING ? parser.getText() : "");
        case "shape" -> shape = integers(parser, name, key, LARGEST_RANK);
        case "data_offsets" -> offsets = integers(parser, name, key, 2);
        default -> parser.skipChildren();
      }
    }
    if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
      throw error("tensor " + quoted(name) + " needs dtype, shape and two data_offsets", null);
    }
    return checked(name, dtype, shape, offsets.get(0), offsets.get(1));
  }

  private DType dtype(String name, String text) {
    for (DType dtype : DType.values()) {
      if (dtype.name().equals(text)) {
        return dtype;
      }
    }
    throw error(
        "tensor "
            + quoted(name)
            + " has the unknown dtype "
            + quoted(text)
            + "; known are "
            + List.of(DType.values()),
        null);
  }

  private List<Long> integers(JsonParser parser, String name, String key, int limit)
      throws IOException {
    List<Long> values = new ArrayList<>();
    boolean valid = parser.currentToken() == JsonToken.START_ARRAY;
    while (valid && parser.nextToken() != JsonToken.END_ARRAY) {
      valid =
          parser.currentToken() == JsonToken.VALUE_NUMBER_INT
              && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
              && parser.getLongValue() >= 0
              && values.size() < limit;
      if (valid) {
        values.add(parser.getLongValue());
      }
    }
    if (!valid) {
      throw error(
          "tensor "
              + quoted(name)
              + ": "
              + key
              + " is not a list of at most "
              + limit
              + " whole numbers from 0",
          null);
    }
    return values;
  }

  private TensorInfo checked(String name, DType dtype, List<Long> shape, long begin, long end) {
    if (begin > end || end > dataBytes) {
      throw error(
          "tensor "
              + quoted(name)
              + " is at bytes "
              + begin
              + " to "
              + end
              + ", but the file holds "
              + dataBytes
              + " bytes of data",
          null);
    }
    long needed;
    try {
      needed = Math.multiplyExact(TensorInfo.elements(shape), (long) dtype.bytes());
    } catch (ArithmeticException e) {
      throw error("tensor " + quoted(name) + ": shape " + shape + " is too large", e);
    }
    if (needed != end - begin) {
      throw error(
          "tensor "
              + quoted(name)
              + ": "
              + dtype
              + " "
              + shape
              + " needs "
              + needed
              + " bytes, but the header states "
              + (end - begin),
          null);
    }
    return new TensorInfo(name, dtype, shape, begin, needed);
  }

  /**
   * Checks that every byte after the header belongs to exactly one tensor, as the format requires.
   */
  private void checkCoverage() {
    List<TensorInfo> inOrder = new ArrayList<>(tensors.values());
    inOrder.sort(
        Comparator.comparingLong(TensorInfo::offset).thenComparingLong(TensorInfo::byteCount));
    long end = 0;
    for (TensorInfo tensor : inOrder) {
      if (tensor.offset() != end) {
        throw error(
            "tensor "
                + quoted(tensor.name())
                + " begins at byte "
                + tensor.offset()
                + (tensor.offset() < end ? " inside another tensor" : " after a gap")
                + "; the tensors before it end at "
                + end,
            null);
      }
      end += tensor.byteCount();
    }
    if (end != dataBytes) {
      throw error(
          "the tensors take " + end + " bytes, but " + dataBytes + " bytes follow the header",
          null);
    }
  }

  private static String quoted(String name) {
    return '"' + (name.length() > 200 ? name.substring(0, 200) + "…" : name) + '"';
  }

  private UserError error(String what, @Nullable Throwable cause) {
    String message =
        file
            + ": "
            + what
            + ". The file is damaged or is not a safetensors file; copy or export it again";
    return cause == null ? new UserError(message) : new UserError(message, cause);
  }
}
