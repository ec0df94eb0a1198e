package dev.osprey.data.format.coco;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.osprey.core.EntryId;
import dev.osprey.data.format.reading.Fault;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one entry of a COCO file. The whole entry is read even if it is faulty, so that the
 * next one can be read; a fault is thrown when a field is used.
 */
public final class CocoFields {
  private static final String BOX = "bbox";
  private static final String MASK = "segmentation";

  private final Map<String, Double> numbers = new HashMap<>();
  private final Map<String, EntryId> ids = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();
  private final String position;
  private final String kind;
  private double @Nullable [] box;
  private double @Nullable [] bounds;
  private @Nullable EntryFault fault;

  /**
   * @param position names the entry where its id is not known: {@code annotations[17]}
   * @param kind names it before its id: {@code annotation}
   */
  public CocoFields(String position, String kind) {
    this.position = position;
    this.kind = kind;
  }

  /** The fault that makes an entry unusable. */
  public static final class EntryFault extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Fault fault;

    public EntryFault(Fault fault, String what) {
      super(what, null, false, false);
      this.fault = fault;
    }

    public Fault fault() {
      return fault;
    }

    public String what() {
      return String.valueOf(getMessage());
    }
  }

  /** The fields of a kind of entry. */
  public record EntryFields(
      Set<String> ids,
      Set<String> numbers,
      Set<String> texts,
      boolean hasBox,
      boolean readsMasks) {}

  /** Reads one entry; the parser is at its start before and at its end after. */
  public void read(JsonParser parser, EntryFields layout) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.VALUE_NULL) {
        continue;
      }
      if (name.equals(BOX) && layout.hasBox) {
        readBox(parser);
      } else if (name.equals(MASK) && layout.readsMasks) {
        bounds = CocoMask.bounds(parser);
      } else if (layout.ids.contains(name)) {
        readId(parser, name);
      } else if (layout.numbers.contains(name)) {
        readNumber(parser, name, value -> numbers.put(name, value));
      } else if (layout.texts.contains(name)) {
        texts.put(name, parser.getValueAsString(""));
        parser.skipChildren();
      } else {
        parser.skipChildren();
      }
    }
  }

  /** Receives a number that was read. */
  private interface NumberReceiver {
    void receive(double value);
  }

  private void readNumber(JsonParser parser, String name, NumberReceiver receiver)
      throws IOException {
    switch (parser.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> receiver.receive(parser.getDoubleValue());
      case VALUE_TRUE -> receiver.receive(1);
      case VALUE_FALSE -> receiver.receive(0);
      default -> {
        note("has " + name + " " + shown(parser) + "; it should be a number");
        parser.skipChildren();
      }
    }
  }

  /**
   * Reads an id: any number, exactly, or any text. As keys of Python, 3.0 equals 3 and true equals
   * 1.
   */
  private void readId(JsonParser parser, String name) throws IOException {
    switch (parser.currentToken()) {
      case VALUE_NUMBER_INT ->
          ids.put(
              name,
              parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                  ? EntryId.of(parser.getBigIntegerValue())
                  : EntryId.of(parser.getLongValue()));
      case VALUE_NUMBER_FLOAT -> {
        double value = parser.getDoubleValue();
        if (Double.isFinite(value)) {
          ids.put(name, EntryId.of(new BigDecimal(value)));
        } else {
          note("has " + name + " " + value + "; it should be a number or a text");
        }
      }
      case VALUE_STRING -> ids.put(name, EntryId.of(parser.getText()));
      case VALUE_TRUE -> ids.put(name, EntryId.of(1));
      case VALUE_FALSE -> ids.put(name, EntryId.of(0));
      default -> {
        note("has " + name + " " + shown(parser) + "; it should be a number or a text");
        parser.skipChildren();
      }
    }
  }

  private static String shown(JsonParser parser) throws IOException {
    return parser.currentToken().isStructStart()
        ? "that is a list or object"
        : "\"" + parser.getText() + "\"";
  }

  private void readBox(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      note("has a bbox that is not a list; COCO boxes are [x, y, width, height]");
      parser.skipChildren();
      return;
    }
    double[] read = new double[4];
    int[] count = {0};
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      int at = count[0]++;
      readNumber(
          parser,
          "in its bbox",
          value -> {
            if (at < read.length) {
              read[at] = value;
            }
          });
    }
    if (count[0] == 0) {
      return; // an empty list counts as a missing box
    }
    if (count[0] != read.length) {
      note("has a bbox of " + count[0] + " numbers; COCO boxes are [x, y, width, height]");
      return;
    }
    box = read;
  }

  /** Records a fault; only the first one counts. */
  private void note(String what) {
    fault = fault == null ? new EntryFault(Fault.UNREADABLE_ENTRY, what) : fault;
  }

  /** Throws if a field that was read has a wrong type. */
  public void requireValid() throws EntryFault {
    if (fault != null) {
      throw fault;
    }
  }

  /** Whether there is no box, so that the mask's bounds are needed. */
  boolean lacksBox() {
    return box == null && fault == null;
  }

  /** Whether the mask's bounds replace a missing box. */
  boolean hasMaskAlone() {
    return box == null && bounds != null;
  }

  /** The box, or the bounds of the mask where there is none. */
  public double[] box() throws EntryFault {
    if (box != null) {
      return box;
    }
    if (bounds == null) {
      throw new EntryFault(Fault.WITHOUT_BOX, "has no bbox and no mask");
    }
    return bounds;
  }

  public double number(String name) throws EntryFault {
    Double value = numbers.get(name);
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  double numberOr(String name, double fallback) {
    Double value = numbers.get(name);
    return value == null ? fallback : value;
  }

  /** A whole number in the range of an int; the fallback where there is none. */
  int intOr(String name, int fallback) {
    double value = numberOr(name, fallback);
    return Double.isFinite(value) ? (int) value : fallback;
  }

  public EntryId id(String name) throws EntryFault {
    EntryId id = ids.get(name);
    if (id == null) {
      throw missing(name);
    }
    return id;
  }

  /** An id, or where there is none the text of another field. */
  public EntryId idOr(String name, String text) throws EntryFault {
    String named = texts.get(text);
    return ids.containsKey(name) || named == null ? id(name) : EntryId.of(named);
  }

  public @Nullable EntryId idOrNull(String name) {
    return ids.get(name);
  }

  public @Nullable String textOrNull(String name) {
    return texts.get(name);
  }

  static EntryFault missing(String name) {
    return new EntryFault(Fault.UNREADABLE_ENTRY, "has no " + name);
  }

  /** The name of the entry in messages: {@code annotation 8123}. */
  public String named() {
    EntryId id = ids.get("id");
    return id == null ? position : kind + " " + id;
  }
}
