package dev.osprey.cli.predict;

import dev.osprey.core.Point;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a point {@code X,Y} in pixels of the original image. */
final class PointConverter implements ITypeConverter<Point> {

  @Override
  public Point convert(String text) {
    String[] parts = text.split(",", -1);
    try {
      if (parts.length == 2) {
        double x = Double.parseDouble(parts[0].strip());
        double y = Double.parseDouble(parts[1].strip());
        if (Double.isFinite(x) && Double.isFinite(y)) {
          return new Point(x, y);
        }
      }
    } catch (NumberFormatException e) {
      // the message below is also for a wrong number of coordinates
    }
    throw new TypeConversionException(
        "\"" + text + "\" is not a point; give X,Y in pixels of the image, such as 120,88");
  }
}
