package dev.osprey.training.evaluation;

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
 * The images and categories of a COCO result file, as a COCO annotation file without annotations.
 * pycocotools loads the detections with it: {@code COCO("dets.coco.json").loadRes("dets.json")}.
 */
public final class CocoImageList {
  private final LabelMap labels;
  private final ResultIds ids;
  private final Map<Path, @Nullable ImageSize> sizes = new LinkedHashMap<>();

  /**
   * @param files all image files of the result, in the order of the list
   * @param labels the classes of the model
   */
  public CocoImageList(List<Path> files, LabelMap labels, ResultIds ids) {
    this.labels = labels;
    this.ids = ids;
    files.forEach(file -> sizes.put(file, null));
  }

  /** Sets the size of an image that was read. An image without a size is written with 0 x 0. */
  public void setSize(Path file, ImageSize size) {
    sizes.put(file, size);
  }

  /** Writes the list; an existing file is replaced as a whole. */
  public void write(Path target) {
    List<CocoFile.Image> images =
        sizes.entrySet().stream().map(entry -> image(entry.getKey(), entry.getValue())).toList();
    List<CocoFile.Category> categories =
        IntStream.range(0, labels.size())
            .mapToObj(label -> new CocoFile.Category(ids.category(label), labels.name(label), null))
            .toList();
    new CocoFile(images, categories, List.of()).write(target);
  }

  private CocoFile.Image image(Path file, @Nullable ImageSize size) {
    return new CocoFile.Image(
        ids.image(file),
        file.toString(),
        size == null ? 0 : size.width(),
        size == null ? 0 : size.height());
  }
}
