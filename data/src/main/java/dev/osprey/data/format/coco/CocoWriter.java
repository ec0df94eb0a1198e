package dev.osprey.data.format.coco;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Writes COCO's ground-truth files. */
final class CocoWriter {
  private CocoWriter() {}

  static void write(CocoFile content, Path file) {
    CocoJson.write(file, json -> write(content, json));
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
      CocoJson.writeId(json, "id", image.id());
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
      CocoJson.writeId(json, "id", category.id());
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
        CocoJson.writeId(json, "id", entry.id());
      }
      CocoJson.writeId(json, "image_id", entry.imageId());
      CocoJson.writeId(json, "category_id", entry.categoryId());
      CocoJson.writeBox(json, entry.x(), entry.y(), entry.width(), entry.height());
      json.writeNumberField("area", entry.area());
      json.writeNumberField("iscrowd", entry.crowd() ? 1 : 0);
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
