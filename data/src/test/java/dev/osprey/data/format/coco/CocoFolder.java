package dev.osprey.data.format.coco;

import dev.osprey.data.Dataset;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.reading.DatasetFolder;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.OnInvalid;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;

/** A test of a COCO file with images of 100 by 50, written in pieces. */
abstract class CocoFolder extends DatasetFolder {
  static final String CAT = "{\"id\": 1, \"name\": \"cat\"}";

  @BeforeEach
  void draw() {
    files.image("images/a.jpg", 100, 50);
  }

  Path file(String images, String categories, String annotations) {
    return files.text(
        "truth.json",
        "{\"images\": [" + images + "],",
        " \"categories\": [" + categories + "],",
        " \"annotations\": [" + annotations + "]}");
  }

  static String image(String id, String name) {
    return "{\"id\": %s, \"file_name\": \"%s\", \"width\": 100, \"height\": 50}"
        .formatted(id, name);
  }

  static String object(String image, String category, String more) {
    return "{\"id\": 1, \"image_id\": %s, \"category_id\": %s, %s}"
        .formatted(image, category, more);
  }

  Dataset read(Path annotations, OnInvalid policy) {
    return DatasetFormats.read(
        DatasetSource.none()
            .withAnnotations(annotations)
            .withImages(folder.resolve("images"))
            .withOnInvalid(policy),
        warnings::add);
  }

  Dataset read(Path annotations) {
    return read(annotations, OnInvalid.FAIL);
  }
}
