package dev.osprey.data.format.coco;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.osprey.core.EntryId;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.coco.CocoFields.EntryFault;
import dev.osprey.data.format.reading.EntryProblems;
import dev.osprey.data.format.reading.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Streams COCO's ground-truth files: licences and other fields that are not needed are skipped. */
final class CocoReader {
  private static final CocoFields.EntryFields IMAGE =
      new CocoFields.EntryFields(
          Set.of("id"), Set.of("width", "height"), Set.of("file_name"), false, false);

  private static final CocoFields.EntryFields CATEGORY =
      new CocoFields.EntryFields(
          Set.of("id"), Set.of(), Set.of("name", "supercategory"), false, false);

  private static final List<String> PARTS = List.of("images", "categories", "annotations");

  private final Path file;
  private final JsonParser parser;
  private final EntryProblems problems;
  private final Masks masks;
  private boolean lacksBoxes;

  /** Ids of rejected images and categories: entries that refer to them are left out too. */
  private final Map<String, Set<EntryId>> lost =
      Map.of("images", new HashSet<>(), "categories", new HashSet<>());

  /** Whether masks are read: only in a second pass, where boxes are missing. */
  private enum Masks {
    SKIPPED,
    READ
  }

  private CocoReader(Path file, JsonParser parser, EntryProblems problems, Masks masks) {
    this.file = file;
    this.parser = parser;
    this.problems = problems;
    this.masks = masks;
  }

  /**
   * Reads a file; entries that cannot be used are rejected.
   *
   * @throws UserError if the file is missing, is not JSON, or is not ground truth
   */
  static CocoFile readGroundTruth(Path file, EntryProblems problems) {
    return read(file, problems, Masks.SKIPPED);
  }

  private static CocoFile read(Path file, EntryProblems problems, Masks masks) {
    EntryProblems ofPass = problems.fresh();
    try (JsonParser parser = CocoJson.PARSERS.createParser(Files.newInputStream(file))) {
      CocoReader reader = new CocoReader(file, parser, ofPass, masks);
      CocoFile read = reader.groundTruth();
      if (reader.lacksBoxes && masks == Masks.SKIPPED) {
        return read(file, problems, Masks.READ);
      }
      problems.add(ofPass);
      return CocoReferences.checked(read, reader.lost, file, problems);
    } catch (IOException e) {
      throw JsonFault.of(e, file);
    }
  }

  private CocoFile groundTruth() throws IOException {
    List<CocoFile.Image> images = new ArrayList<>();
    List<CocoFile.Category> categories = new ArrayList<>();
    List<CocoFile.Entry> annotations = new ArrayList<>();
    Set<String> found = new HashSet<>();
    requireGroundTruth();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "images" -> readArray(name, at -> images.add(image(at)));
        case "categories" -> readArray(name, at -> categories.add(category(at)));
        case "annotations" -> readArray(name, at -> annotations.add(entry(at)));
        default -> parser.skipChildren();
      }
      if (!found.add(name) && PARTS.contains(name)) {
        throw wrong("has \"" + name + "\" twice. Keep one of them");
      }
    }
    if (parser.nextToken() != null) {
      throw wrong("goes on after its end, with another document . Was it written twice? Keep one");
    }
    requireAll(found);
    return new CocoFile(images, categories, annotations);
  }

  private void requireGroundTruth() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw JsonFault.empty(file);
    }
    if (first != JsonToken.START_OBJECT) {
      throw wrong(
          "is not COCO ground truth: it should be a JSON object with images, categories"
              + " and annotations"
              + (parser.currentToken() == JsonToken.START_ARRAY
                  ? "; it is an array, as result files are"
                  : ""));
    }
  }

  private void requireAll(Set<String> found) {
    for (String name : PARTS) {
      if (!found.contains(name)) {
        throw wrong(
            "has no \""
                + name
                + "\"; COCO ground truth has images, categories and"
                + " annotations. Is this the right file?");
      }
    }
  }

  /** Reads one element; the parser is at its {@code START_OBJECT}. */
  private interface Element {
    void read(CocoFields fields) throws IOException, EntryFault;
  }

  private void readArray(String name, Element element) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw wrong("has " + name + " that are not an array");
    }
    int index = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String position = name + "[" + index++ + "]";
      CocoFields fields = new CocoFields(position, singular(name));
      try {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
          parser.skipChildren();
          throw new EntryFault(Fault.UNREADABLE_ENTRY, "is not a JSON object");
        }
        element.read(fields);
      } catch (EntryFault e) {
        EntryId id = fields.idOrNull("id");
        if (id != null && lost.containsKey(name)) {
          lost.get(name).add(id);
        }
        problems.reject(
            e.fault(), file + ": " + fields.named() + " " + e.what(), advice(e.fault()));
      }
    }
  }

  private static String singular(String name) {
    return name.equals("categories") ? "category" : name.substring(0, name.length() - 1);
  }

  private static String advice(Fault fault) {
    return fault == Fault.WITHOUT_BOX
        ? "objects need bbox [x, y, width, height], or a polygon or mask around which the box is"
            + " laid. Add it"
        : "fix the entry";
  }

  private CocoFile.Image image(CocoFields fields) throws IOException, EntryFault {
    fields.read(parser, IMAGE);
    fields.requireValid();
    return new CocoFile.Image(
        fields.id("id"),
        fields.textOrNull("file_name"),
        fields.intOr("width", 0),
        fields.intOr("height", 0));
  }

  private CocoFile.Category category(CocoFields fields) throws IOException, EntryFault {
    fields.read(parser, CATEGORY);
    fields.requireValid();
    String name = fields.textOrNull("name");
    if (name == null) {
      throw CocoFields.missing("name");
    }
    return new CocoFile.Category(fields.id("id"), name, fields.textOrNull("supercategory"));
  }

  private CocoFile.Entry entry(CocoFields fields) throws IOException, EntryFault {
    fields.read(
        parser,
        new CocoFields.EntryFields(
            Set.of("id", "image_id", "category_id"),
            Set.of("area", "iscrowd"),
            Set.of(),
            true,
            masks == Masks.READ));
    lacksBoxes |= fields.lacksBox();
    fields.requireValid();
    double[] box = fields.box();
    if (fields.hasMaskAlone()) {
      problems.tolerate(
          Fault.WITHOUT_BOX,
          file + ": " + fields.named() + " has no bbox; its box is laid around its mask");
    }
    double area = fields.numberOr("area", box[2] * box[3]);
    if (Double.isNaN(box[0] + box[1] + box[2] + box[3] + area)) {
      throw new EntryFault(Fault.NOT_FINITE, "has a coordinate or an area that is not a number");
    }
    return new CocoFile.Entry(
        fields.idOrNull("id"),
        fields.id("image_id"),
        fields.id("category_id"),
        box[0],
        box[1],
        box[2],
        box[3],
        area,
        fields.intOr("iscrowd", 0) != 0);
  }

  private UserError wrong(String what) {
    return new UserError(file + " " + what);
  }
}
