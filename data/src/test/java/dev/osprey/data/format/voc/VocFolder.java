package dev.osprey.data.format.voc;

import dev.osprey.data.format.reading.DatasetFolder;
import java.util.Locale;

/** A Pascal VOC data set in a folder. */
abstract class VocFolder extends DatasetFolder {
  /** Draws images of many sizes, each with a box of half its sides in the middle. */
  void drawSet(String annotations, String images, String name, int count) {
    for (int i = 1; i <= count; i++) {
      int width = 40 + 37 * i % 90;
      int height = 30 + 53 * i % 110;
      files.image(images + "/" + name + "-" + i + ".jpg", width, height);
      String box = object("raccoon", width * 0.25, height * 0.25, width * 0.75, height * 0.75);
      annotation(annotations + "/" + name + "-" + i, width, height, box);
    }
  }

  void annotation(String name, int width, int height, String... objects) {
    files.text(
        name + ".xml",
        "<annotation verified=\"yes\"><folder>images</folder><filename>"
            + name.substring(name.lastIndexOf('/') + 1)
            + ".jpg</filename><path>C:\\Users\\me\\x.jpg</path><size><width>"
            + width
            + "</width><height>"
            + height
            + "</height><depth>3</depth></size><segmented>0</segmented>"
            + String.join("", objects)
            + "</annotation>");
  }

  static String object(String name, double x1, double y1, double x2, double y2) {
    return String.format(
        Locale.ROOT,
        "<object><name>%s</name><pose>Unspecified</pose><bndbox><xmin>%s</xmin><ymin>%s</ymin>"
            + "<xmax>%s</xmax><ymax>%s</ymax></bndbox></object>",
        name,
        x1,
        y1,
        x2,
        y2);
  }
}
