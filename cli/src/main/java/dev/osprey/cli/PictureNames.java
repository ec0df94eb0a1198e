package dev.osprey.cli;

import dev.osprey.core.Box;
import dev.osprey.core.Detection;
import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.core.Point;
import dev.osprey.data.format.CocoDetection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What pictures are called in results: their annotated copies, and their entries. */
final class PictureNames {
  private final Map<Path, String> fileNames = new HashMap<>();
  private final ResultIds ids;

  private PictureNames(ResultIds ids) {
    this.ids = ids;
  }

  static PictureNames of(List<Path> pictures, ResultIds ids) {
    PictureNames names = new PictureNames(ids);
    Set<String> taken = new HashSet<>();
    for (Path picture : pictures) {
      names.fileNames.put(picture, free(picture, taken));
    }
    return names;
  }

  /** A name that no other picture of the same result has, with an ending that can be written. */
  private static String free(Path picture, Set<String> taken) {
    String ending = ending(picture);
    String written = ending.matches("(?i)jpe?g|png|bmp|webp") ? ending : "png";
    String name = stem(picture) + "." + written;
    for (int i = 2; !taken.add(name); i++) {
      name = stem(picture) + "-" + i + "." + written;
    }
    return name;
  }

  private static String stem(Path picture) {
    String name = picture.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 1 ? name : name.substring(0, dot);
  }

  private static String ending(Path picture) {
    String name = picture.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** The name of the annotated picture. */
  String fileName(Path picture) {
    return fileNames.getOrDefault(picture, picture.getFileName().toString());
  }

  /** The detections of one picture as entries of a COCO result file. */
  List<CocoDetection> detections(Path picture, Detections detections, LabelMap labels) {
    List<CocoDetection> entries = new ArrayList<>();
    for (Detection detection : detections) {
      Box box = detection.box();
      entries.add(
          new CocoDetection(
              ids.image(picture),
              ids.category(detection.label()),
              shortest(box.x1()),
              shortest(box.y1()),
              shortest(box.width()),
              shortest(box.height()),
              shortest(detection.score()),
              picture.toString(),
              labels.name(detection.label()),
              detection.landmarks().stream().map(PictureNames::shortest).toList()));
    }
    return entries;
  }

  private static Point shortest(Point point) {
    return new Point(shortest(point.x()), shortest(point.y()));
  }

  /** The double that is written as short as the float that it was: 0.3, not 0.30000001192092896. */
  static double shortest(double value) {
    return Double.parseDouble(Float.toString((float) value));
  }
}
