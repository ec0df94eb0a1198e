package dev.osprey.data.result;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.osprey.core.Point;
import dev.osprey.data.format.coco.CocoJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Writes COCO's result files. */
final class CocoResultWriter {
  private CocoResultWriter() {}

  static void write(List<CocoDetection> detections, Path file) {
    CocoJson.write(file, json -> write(detections, json));
  }

  private static void write(List<CocoDetection> detections, JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (CocoDetection detection : detections) {
      write(detection, json);
    }
    json.writeEndArray();
  }

  static String text(CocoDetection detection) {
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
    CocoJson.writeId(json, "image_id", detection.imageId());
    if (detection.fileName() != null) {
      json.writeStringField("file_name", detection.fileName());
    }
    CocoJson.writeId(json, "category_id", detection.categoryId());
    if (detection.categoryName() != null) {
      json.writeStringField("category_name", detection.categoryName());
    }
    CocoJson.writeBox(json, detection.x(), detection.y(), detection.width(), detection.height());
    json.writeNumberField("score", detection.score());
    writeLandmarks(json, detection.landmarks());
    json.writeEndObject();
  }

  /** Writes landmarks; nothing for objects without them, whose entries are plain COCO. */
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
}
