package dev.osprey.data.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.osprey.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Streams COCO files: masks, licences and other fields that are not needed are passed over. */
final class CocoReader {
  /** Python writes NaN and Infinity into JSON; they are read, so that a message can name them. */
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final Path file;
  private final JsonParser parser;

  private CocoReader(Path file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /** What is read from an open file. */
  private interface Reading<T> {
    T from(CocoReader reader) throws IOException;
  }

  static CocoFile readGroundTruth(Path file) {
    return read(file, CocoReader::groundTruth);
  }

  static List<CocoDetection> readDetections(Path file) {
    return read(file, CocoReader::detections);
  }

  private static <T> T read(Path file, Reading<T> reading) {
    try (JsonParser parser = JSON.createParser(Files.newInputStream(file))) {
      return reading.from(new CocoReader(file, parser));
    } catch (NoSuchFileException e) {
      throw new UserError(file + " does not exist. Check the path", e);
    } catch (JsonProcessingException e) {
      throw new UserError(
          file
              + " is no valid JSON: "
              + e.getOriginalMessage()
              + (e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")")
              + ". Is it complete?",
          e);
    } catch (IOException e) {
      throw new UserError(file + " cannot be read: " + e, e);
    }
  }

  private CocoFile groundTruth() throws IOException {
    List<CocoFile.Picture> images = new ArrayList<>();
    List<CocoFile.Category> categories = new ArrayList<>();
    List<CocoFile.Entry> annotations = new ArrayList<>();
    Set<String> found = new HashSet<>();
    requireGroundTruth();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "images" -> readArray(name, () -> images.add(picture(images.size())));
        case "categories" -> readArray(name, () -> categories.add(category(categories.size())));
        case "annotations" -> readArray(name, () -> annotations.add(entry(annotations.size())));
        default -> parser.skipChildren();
      }
      found.add(name);
    }
    requireAll(found);
    CocoFile read = new CocoFile(images, categories, annotations);
    CocoReferences.check(read, file);
    return read;
  }

  private void requireGroundTruth() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw wrong(
          "is no COCO ground truth: it should be a JSON object with images, categories"
              + " and annotations"
              + (parser.currentToken() == JsonToken.START_ARRAY
                  ? "; it is an array, as result files are"
                  : ""));
    }
  }

  private void requireAll(Set<String> found) {
    for (String name : List.of("images", "categories", "annotations")) {
      if (!found.contains(name)) {
        throw wrong(
            "has no \""
                + name
                + "\"; COCO ground truth has images, categories and"
                + " annotations. Is this the right file?");
      }
    }
  }

  private List<CocoDetection> detections() throws IOException {
    List<CocoDetection> detections = new ArrayList<>();
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      throw wrong(
          "is no COCO result file: it should be a JSON array of {image_id, category_id, bbox, score}"
              + (parser.currentToken() == JsonToken.START_OBJECT
                  ? "; it is an object, as ground truth files are"
                  : ""));
    }
    readArray("detections", () -> detections.add(detection(detections.size())));
    return List.copyOf(detections);
  }

  /** Reads one element; the parser stands at its {@code START_OBJECT}. */
  private interface Element {
    void read() throws IOException;
  }

  private void readArray(String name, Element element) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw wrong("has " + name + " that are no array");
    }
    int index = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw wrong(name + "[" + index + "] is no JSON object");
      }
      element.read();
      index++;
    }
  }

  private CocoFile.Picture picture(int index) throws IOException {
    CocoFields fields = new CocoFields(file, "images[" + index + "]", "image");
    fields.read(parser, Set.of("id", "width", "height"), Set.of("file_name"));
    return new CocoFile.Picture(
        fields.integer("id"),
        fields.textOr("file_name", null),
        fields.intOr("width", 0),
        fields.intOr("height", 0));
  }

  private CocoFile.Category category(int index) throws IOException {
    CocoFields fields = new CocoFields(file, "categories[" + index + "]", "category");
    fields.read(parser, Set.of("id"), Set.of("name"));
    String name = fields.textOr("name", null);
    if (name == null) {
      throw fields.missing("name");
    }
    return new CocoFile.Category(fields.int32("id"), name);
  }

  private CocoFile.Entry entry(int index) throws IOException {
    CocoFields fields = new CocoFields(file, "annotations[" + index + "]", "annotation");
    fields.read(
        parser, Set.of("id", "image_id", "category_id", "area", "iscrowd", "bbox"), Set.of());
    double[] box = fields.box();
    return new CocoFile.Entry(
        fields.integer("id"),
        fields.integer("image_id"),
        fields.int32("category_id"),
        box[0],
        box[1],
        box[2],
        box[3],
        fields.numberOr("area", box[2] * box[3]),
        fields.intOr("iscrowd", 0) != 0);
  }

  private CocoDetection detection(int index) throws IOException {
    CocoFields fields = new CocoFields(file, "detection [" + index + "]", "detection");
    fields.read(parser, Set.of("image_id", "category_id", "bbox", "score"), Set.of("file_name"));
    double[] box = fields.box();
    return new CocoDetection(
        fields.integer("image_id"),
        fields.int32("category_id"),
        box[0],
        box[1],
        box[2],
        box[3],
        fields.number("score"),
        fields.textOr("file_name", null));
  }

  private UserError wrong(String what) {
    return new UserError(file + " " + what);
  }
}
