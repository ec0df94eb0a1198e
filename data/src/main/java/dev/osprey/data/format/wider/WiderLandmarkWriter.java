package dev.osprey.data.format.wider;

import dev.osprey.core.Annotation;
import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.Point;
import dev.osprey.core.file.AtomicFile;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Writes the annotation file of faces with landmarks that the format {@code wider} reads: {@code
 * label.txt} beside a folder {@code images}, in thousandths of a pixel.
 */
public final class WiderLandmarkWriter {
  private static final String UNKNOWN_POINT = " -1.0 -1.0 -1.0";

  /** The blur of a face, which is unknown. */
  private static final String BLUR = " 0.0";

  private WiderLandmarkWriter() {}

  /**
   * Writes {@code folder/label.txt}.
   *
   * @param samples whose images are below {@code folder/images}
   * @throws UserError if the file exists already or cannot be written
   */
  public static void write(List<Sample> samples, Path folder) {
    Path file = folder.resolve("label.txt");
    if (Files.exists(file)) {
      throw new UserError(file + " exists already. Delete it or name another folder");
    }
    StringBuilder text = new StringBuilder();
    for (Sample sample : samples) {
      Path name = folder.resolve("images").relativize(sample.image());
      text.append("# ").append(name.toString().replace('\\', '/')).append('\n');
      sample.annotations().forEach(face -> text.append(line(face)).append('\n'));
    }
    AtomicFile.write(file, text.toString());
  }

  private static String line(Annotation face) {
    StringBuilder line = new StringBuilder();
    line.append(number(face.box().x1())).append(' ').append(number(face.box().y1())).append(' ');
    line.append(number(face.box().width())).append(' ').append(number(face.box().height()));
    for (Point point : face.landmarks()) {
      line.append(' ').append(number(point.x())).append(' ').append(number(point.y()));
      line.append(" 0.0");
    }
    if (face.landmarks().isEmpty()) {
      line.append(UNKNOWN_POINT.repeat(FaceLandmarks.COUNT));
    }
    return line.append(BLUR).toString();
  }

  private static String number(double pixels) {
    return String.format(Locale.ROOT, "%.3f", pixels);
  }
}
