package dev.osprey.data.format.coco;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.osprey.core.EntryId;
import dev.osprey.core.Point;
import dev.osprey.core.file.AtomicFile;
import dev.osprey.data.result.CocoDetection;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;

/** Writes COCO files; doubles keep every digit, so that reading gives the same bits. */
public final class CocoWriter {
  private CocoWriter() {}

  /** What is written into an open file. */
  private interface Content {
    void writeTo(JsonGenerator json) throws IOException;
  }

  public static void write(CocoFile content, Path file) {
    writeBeside(file, json -> write(content, json));
  }

  public static void write(List<CocoDetection> detections, Path file) {
    writeBeside(file, json -> write(detections, json));
  }

  public static void print(List<CocoDetection> detections, PrintStream stream) {
    JsonFactory factory = new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    try (JsonGenerator json = factory.createGenerator(stream)) {
      write(detections, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    stream.println();
  }

  private static void writeBeside(Path file, Content content) {
    JsonFactory factory = new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    AtomicFile.write(
        file,
        channel -> {
          try (JsonGenerator json = factory.createGenerator(Channels.newOutputStream(channel))) {
            content.writeTo(json);
          }
        });
  }

  private static void write(CocoFile content, JsonGenerator json) throws IOException {
    json.writeStartObject();
    writeImages(content.images(), json);
    writeCategories(content.categories(), json);
    writeAnnotations(content.annotations(), json);
    json.writeEndObject();
  }

  private static void writeImages(List<CocoFile.Image> images, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart("images");
    for (CocoFile.Image image : images) {
      json.writeStartObject();
      writeId(json, "id", image.id());
      if (image.fileName() != null) {
        json.writeStringField("file_name", image.fileName());
      }
      json.writeNumberField("width", image.width());
      json.writeNumberField("height", image.height());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeCategories(List<CocoFile.Category> categories, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart("categories");
    for (CocoFile.Category category : categories) {
      json.writeStartObject();
      writeId(json, "id", category.id());
      json.writeStringField("name", category.name());
      if (category.supercategory() != null) {
        json.writeStringField("supercategory", category.supercategory());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeAnnotations(List<CocoFile.Entry> annotations, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart("annotations");
    for (CocoFile.Entry entry : annotations) {
      json.writeStartObject();
      if (entry.id() != null) {
        writeId(json, "id", entry.id());
      }
      writeId(json, "image_id", entry.imageId());
      writeId(json, "category_id", entry.categoryId());
      writeBox(json, entry.x(), entry.y(), entry.width(), entry.height());
      json.writeNumberField("area", entry.area());
      json.writeNumberField("iscrowd", entry.crowd() ? 1 : 0);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(List<CocoDetection> detections, JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (CocoDetection detection : detections) {
      write(detection, json);
    }
    json.writeEndArray();
  }

  public static String text(CocoDetection detection) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      write(detection, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(CocoDetection detection, JsonGenerator json) throws IOException {
    json.writeStartObject();
    writeId(json, "image_id", detection.imageId());
    if (detection.fileName() != null) {
      json.writeStringField("file_name", detection.fileName());
    }
    writeId(json, "category_id", detection.categoryId());
    if (detection.categoryName() != null) {
      json.writeStringField("category_name", detection.categoryName());
    }
    writeBox(json, detection.x(), detection.y(), detection.width(), detection.height());
    json.writeNumberField("score", detection.score());
    writeLandmarks(json, detection.landmarks());
    json.writeEndObject();
  }

  /** Nothing for objects without landmarks, whose entries stay as COCO has them. */
  private static void writeLandmarks(JsonGenerator json, List<Point> landmarks) throws IOException {
    if (landmarks.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("landmarks");
    for (Point point : landmarks) {
      json.writeArray(new double[] {point.x(), point.y()}, 0, 2);
    }
    json.writeEndArray();
  }

  private static void writeId(JsonGenerator json, String name, EntryId id) throws IOException {
    BigDecimal number = id.toNumber();
    if (id.toLong().isPresent()) {
      json.writeNumberField(name, id.toLong().getAsLong());
    } else if (number == null) {
      json.writeStringField(name, id.toString());
    } else {
      json.writeNumberField(name, number);
    }
  }

  private static void writeBox(JsonGenerator json, double... xywh) throws IOException {
    json.writeFieldName("bbox");
    json.writeArray(xywh, 0, 4);
  }
}
