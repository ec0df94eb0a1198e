package dev.osprey.cli;

import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.data.format.CocoFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The images and categories that detections speak of, as a COCO annotation file without
 * annotations: {@code dets.coco.json} beside {@code dets.json}. pycocotools loads the detections
 * with it: {@code COCO("dets.coco.json").loadRes("dets.json")}.
 */
final class ImagesJson {
  private final LabelMap labels;
  private final ResultIds ids;
  private final Map<Path, @Nullable ImageSize> images = new LinkedHashMap<>();

  ImagesJson(List<Path> pictures, LabelMap labels, ResultIds ids) {
    this.labels = labels;
    this.ids = ids;
    pictures.forEach(picture -> images.put(picture, null));
  }

  static Path beside(Path detections) {
    String name = String.valueOf(detections.getFileName());
    String stem = name.endsWith(".json") ? name.substring(0, name.length() - 5) : name;
    return detections.resolveSibling(stem + ".coco.json");
  }

  /** The size of a picture that was read; others have none in the file. */
  void add(Path picture, ImageSize size) {
    images.put(picture, size);
  }

  /** Writes beside the file, then renames. */
  void write(Path file) {
    List<CocoFile.Picture> pictures =
        images.entrySet().stream().map(entry -> picture(entry.getKey(), entry.getValue())).toList();
    List<CocoFile.Category> categories =
        IntStream.range(0, labels.size())
            .mapToObj(label -> new CocoFile.Category(ids.category(label), labels.name(label), null))
            .toList();
    new CocoFile(pictures, categories, List.of()).write(file);
  }

  private CocoFile.Picture picture(Path picture, @Nullable ImageSize size) {
    return new CocoFile.Picture(
        ids.image(picture),
        picture.toString(),
        size == null ? 0 : size.width(),
        size == null ? 0 : size.height());
  }
}
