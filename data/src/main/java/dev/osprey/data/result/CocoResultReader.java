package dev.osprey.data.result;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.coco.CocoFields;
import dev.osprey.data.format.coco.CocoFields.EntryFault;
import dev.osprey.data.format.coco.CocoJson;
import dev.osprey.data.format.coco.JsonFault;
import dev.osprey.data.format.reading.EntryProblems;
import dev.osprey.data.format.reading.Fault;
import dev.osprey.data.format.reading.OnInvalid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Streams COCO's result files. */
final class CocoResultReader {
  private static final CocoFields.EntryFields DETECTION =
      new CocoFields.EntryFields(
          Set.of("image_id", "category_id"),
          Set.of("score"),
          Set.of("file_name", "category_name"),
          true,
          true);

  private static final String SHAPE =
      "it should be a JSON array of {image_id, category_id, bbox, score}";

  private final Path file;
  private final JsonParser parser;
  private final EntryProblems problems;
  private final List<CocoDetection> detections = new ArrayList<>();
  private int entries;

  private CocoResultReader(Path file, JsonParser parser, EntryProblems problems) {
    this.file = file;
    this.parser = parser;
    this.problems = problems;
  }

  static List<CocoDetection> read(Path file, OnInvalid onInvalid, Consumer<String> warnings) {
    EntryProblems problems = new EntryProblems(file.toString(), onInvalid);
    List<CocoDetection> read;
    try (JsonParser parser = CocoJson.PARSERS.createParser(Files.newInputStream(file))) {
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
      throw new UserError(file + " is not a COCO result file: " + SHAPE);
    }
    return List.copyOf(detections);
  }

  /** Reads JSON lines: one object after the other, without an array. */
  private void readLines() throws IOException {
    CocoFields fields = nextFields();
    fields.read(parser, DETECTION);
    if (fields.idOrNull("image_id") == null) {
      throw new UserError(
          file
              + " is not a COCO result file: "
              + SHAPE
              + "; it is an object, as ground truth files are. If the array is the value of one of its"
              + " keys, take the array out");
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
    CocoFields fields = nextFields();
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      fields.read(parser, DETECTION);
      add(fields);
    } else {
      parser.skipChildren();
      reject(fields, Fault.UNREADABLE_ENTRY, "is not a JSON object");
    }
  }

  private CocoFields nextFields() {
    return new CocoFields("detection [" + entries++ + "]", "detection");
  }

  private void add(CocoFields fields) {
    try {
      fields.requireValid();
      double[] box = fields.box();
      double score = fields.number("score");
      if (Double.isNaN(score)) {
        throw new EntryFault(
            Fault.NOT_FINITE,
            "(image "
                + fields.id("image_id")
                + ", category "
                + fields.id("category_id")
                + ") has a score that is not a number");
      }
      detections.add(
          new CocoDetection(
              fields.idOr("image_id", "file_name"),
              fields.idOr("category_id", "category_name"),
              box[0],
              box[1],
              box[2],
              box[3],
              score,
              fields.textOrNull("file_name"),
              fields.textOrNull("category_name"),
              List.of()));
    } catch (EntryFault e) {
      reject(fields, e.fault(), e.what());
    }
  }

  private void reject(CocoFields fields, Fault fault, String what) {
    problems.reject(fault, file + ": " + fields.named() + " " + what, "fix the entry");
  }
}
