package dev.osprey.data.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.osprey.core.UserError;
import dev.osprey.data.format.CocoFields.EntryFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Streams COCO's result files. */
final class CocoResultReader {
  private static final CocoFields.Layout DETECTION =
      new CocoFields.Layout(
          Set.of("image_id", "category_id"),
          Set.of("score"),
          Set.of("file_name", "category_name"),
          true,
          false);

  private static final String SHAPE =
      "it should be a JSON array of {image_id, category_id, bbox, score}";

  private final Path file;
  private final JsonParser parser;
  private final EntryProblems problems;
  private final List<CocoDetection> detections = new ArrayList<>();

  private CocoResultReader(Path file, JsonParser parser, EntryProblems problems) {
    this.file = file;
    this.parser = parser;
    this.problems = problems;
  }

  static List<CocoDetection> read(Path file, OnInvalid onInvalid, Consumer<String> warnings) {
    EntryProblems problems = new EntryProblems(file.toString(), onInvalid);
    List<CocoDetection> read;
    try (JsonParser parser = CocoReader.JSON.createParser(Files.newInputStream(file))) {
      read = new CocoResultReader(file, parser, problems).read();
    } catch (IOException e) {
      throw JsonFault.of(e, file);
    }
    problems.warnings().forEach(warnings);
    problems
        .failure()
        .ifPresent(
            message -> {
              throw new UserError(message);
            });
    return read;
  }

  private List<CocoDetection> read() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw JsonFault.empty(file);
    }
    if (first == JsonToken.START_ARRAY) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        readOne();
      }
    } else if (first == JsonToken.START_OBJECT) {
      readLines();
    } else {
      throw new UserError(file + " is no COCO result file: " + SHAPE);
    }
    return List.copyOf(detections);
  }

  /** One object after the other without an array around them. */
  private void readLines() throws IOException {
    CocoFields fields = new CocoFields("detection [0]", "detection");
    fields.read(parser, DETECTION);
    if (fields.idOrNull("image_id") == null) {
      throw new UserError(
          file
              + " is no COCO result file: "
              + SHAPE
              + "; it is an object, as ground truth files are");
    }
    add(fields);
    while (parser.nextToken() != null) {
      readOne();
    }
    problems.warn(
        file
            + " holds JSON lines, one detection a line, where COCO's result files are one JSON array;"
            + " it is read as one");
  }

  private void readOne() throws IOException {
    CocoFields fields = new CocoFields("detection [" + detections.size() + "]", "detection");
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      fields.read(parser, DETECTION);
      add(fields);
    } else {
      parser.skipChildren();
      reject(fields, "is no JSON object");
    }
  }

  private void add(CocoFields fields) {
    try {
      fields.requireSound();
      double[] box = fields.box();
      detections.add(
          new CocoDetection(
              fields.id("image_id"),
              fields.id("category_id"),
              box[0],
              box[1],
              box[2],
              box[3],
              fields.number("score"),
              fields.textOrNull("file_name"),
              fields.textOrNull("category_name"),
              List.of()));
    } catch (EntryFault e) {
      reject(fields, e.what());
    }
  }

  private void reject(CocoFields fields, String what) {
    problems.reject(
        Fault.UNREADABLE_ENTRY, file + ": " + fields.named() + " " + what, "fix the entry");
  }
}
