package dev.osprey.cli.predict;

import dev.osprey.cli.output.ResultIds;
import dev.osprey.core.Box;
import dev.osprey.core.Detection;
import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.core.Point;
import dev.osprey.data.result.CocoDetection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What images are called in results: their annotated copies, and their entries. */
public final class AnnotatedFileNames {
  private final Map<Path, String> fileNames = new HashMap<>();
  private final ResultIds ids;

  private AnnotatedFileNames(ResultIds ids) {
    this.ids = ids;
  }

  static AnnotatedFileNames of(List<Path> images, ResultIds ids) {
    AnnotatedFileNames names = new AnnotatedFileNames(ids);
    Set<String> taken = new HashSet<>();
    for (Path image : images) {
      names.fileNames.put(image, free(image, taken));
    }
    return names;
  }

  /** A name that no other image of the same result has, with an ending that can be written. */
  private static String free(Path image, Set<String> taken) {
    String ending = ending(image);
    String written = ending.matches("(?i)jpe?g|png|bmp|webp") ? ending : "png";
    String name = stem(image) + "." + written;
    for (int i = 2; !taken.add(name); i++) {
      name = stem(image) + "-" + i + "." + written;
    }
    return name;
  }

  private static String stem(Path image) {
    String name = image.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 1 ? name : name.substring(0, dot);
  }

  private static String ending(Path image) {
    String name = image.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** The name of the annotated image. */
  String fileName(Path image) {
    return fileNames.getOrDefault(image, image.getFileName().toString());
  }

  /** The detections of one image as entries of a COCO result file. */
  List<CocoDetection> detections(Path image, Detections detections, LabelMap labels) {
    List<CocoDetection> entries = new ArrayList<>();
    for (Detection detection : detections) {
      Box box = detection.box();
      entries.add(
          new CocoDetection(
              ids.image(image),
              ids.category(detection.label()),
              shortest(box.x1()),
              shortest(box.y1()),
              shortest(box.width()),
              shortest(box.height()),
              shortest(detection.score()),
              image.toString(),
              labels.name(detection.label()),
              detection.landmarks().stream().map(AnnotatedFileNames::shortest).toList()));
    }
    return entries;
  }

  private static Point shortest(Point point) {
    return new Point(shortest(point.x()), shortest(point.y()));
  }

  /** The double that is written as short as the float that it was: 0.3, not 0.30000001192092896. */
  public static double shortest(double value) {
    return Double.parseDouble(Float.toString((float) value));
  }
}
