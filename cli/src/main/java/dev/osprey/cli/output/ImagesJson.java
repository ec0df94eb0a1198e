package dev.osprey.cli.output;

import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.data.format.coco.CocoFile;
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
public final class ImagesJson {
  private final LabelMap labels;
  private final ResultIds ids;
  private final Map<Path, @Nullable ImageSize> sizes = new LinkedHashMap<>();

  public ImagesJson(List<Path> images, LabelMap labels, ResultIds ids) {
    this.labels = labels;
    this.ids = ids;
    images.forEach(image -> sizes.put(image, null));
  }

  public static Path beside(Path detections) {
    String name = String.valueOf(detections.getFileName());
    String stem = name.endsWith(".json") ? name.substring(0, name.length() - 5) : name;
    return detections.resolveSibling(stem + ".coco.json");
  }

  /** The size of an image that was read; others have none in the file. */
  public void add(Path image, ImageSize size) {
    sizes.put(image, size);
  }

  /** Writes beside the file, then renames. */
  public void write(Path file) {
    List<CocoFile.Image> images =
        sizes.entrySet().stream().map(entry -> image(entry.getKey(), entry.getValue())).toList();
    List<CocoFile.Category> categories =
        IntStream.range(0, labels.size())
            .mapToObj(label -> new CocoFile.Category(ids.category(label), labels.name(label), null))
            .toList();
    new CocoFile(images, categories, List.of()).write(file);
  }

  private CocoFile.Image image(Path image, @Nullable ImageSize size) {
    return new CocoFile.Image(
        ids.image(image),
        image.toString(),
        size == null ? 0 : size.width(),
        size == null ? 0 : size.height());
  }
}
