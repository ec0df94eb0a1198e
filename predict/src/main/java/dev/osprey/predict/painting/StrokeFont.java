package dev.osprey.predict.painting;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * OpenCV's stroke font, after Hershey (1967), for machines on which Java2D finds no font. It needs
 * no font file, but has ASCII letters only; others become question marks.
 */
final class StrokeFont implements TextFont {
  private static final int FONT = opencv_imgproc.FONT_HERSHEY_SIMPLEX;

  /** Font size that corresponds to OpenCV's scale 1. */
  private static final double SIZE_AT_SCALE_1 = 32;

  /** Lines are measured at scale 1 with strokes this thick: OpenCV rounds sizes to pixels. */
  private static final int MEASURED_THICKNESS = 3;

  /** Margin around a line at scale 1, because strokes exceed its size by half their thickness. */
  private static final int MARGIN = 3;

  /** Sizes of a line in pixels at scale 1. */
  private record Line(int width, int ascent, int descent) {
    static Line of(String text) {
      try (BytePointer ascii = ascii(text);
          IntPointer baseline = new IntPointer(1);
          Size size = opencv_imgproc.getTextSize(ascii, FONT, 1, MEASURED_THICKNESS, baseline)) {
        return new Line(size.width() + 2 * MARGIN, size.height() + MARGIN, baseline.get() + MARGIN);
      }
    }
  }

  @Override
  public Rectangle2D size(Graphics2D graphics, String text, double letterSize) {
    double scale = letterSize / SIZE_AT_SCALE_1;
    Line line = Line.of(text);
    return new Rectangle2D.Double(0, 0, scale * line.width, scale * (line.ascent + line.descent));
  }

  @Override
  public void draw(
      Graphics2D graphics, String text, double letterSize, Color color, double x, double y) {
    BufferedImage line = image(text, letterSize / SIZE_AT_SCALE_1, color);
    graphics.drawImage(line, (int) Math.round(x), (int) Math.round(y), null);
  }

  /** A line in one colour on a transparent background. */
  private static BufferedImage image(String text, double scale, Color color) {
    Line line = Line.of(text);
    int width = Math.max(1, (int) Math.ceil(scale * line.width));
    int height = Math.max(1, (int) Math.ceil(scale * (line.ascent + line.descent)));
    byte[] coverage = new byte[width * height];
    int thickness = Math.max(1, (int) Math.round(scale * MEASURED_THICKNESS));
    try (BytePointer ascii = ascii(text);
        Scalar nothing = new Scalar(0);
        Scalar full = new Scalar(255);
        Mat mask = new Mat(height, width, opencv_core.CV_8UC1, nothing);
        Point origin =
            new Point((int) Math.round(scale * MARGIN), (int) Math.round(scale * line.ascent));
        BytePointer pixels = mask.data()) {
      opencv_imgproc.putText(
          mask, ascii, origin, FONT, scale, full, thickness, opencv_imgproc.LINE_AA, false);
      pixels.get(coverage);
    }
    int[] colored = new int[coverage.length];
    for (int i = 0; i < colored.length; i++) {
      colored[i] = ((coverage[i] & 0xFF) << 24) | (color.getRGB() & 0xFFFFFF);
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, width, height, colored, 0, width);
    return image;
  }

  /** Replaces other letters by one question mark; OpenCV would draw one for each byte. */
  private static BytePointer ascii(String text) {
    byte[] bytes = new byte[text.codePointCount(0, text.length()) + 1];
    int[] points = text.codePoints().toArray();
    for (int i = 0; i < points.length; i++) {
      bytes[i] = (byte) (points[i] >= ' ' && points[i] <= '~' ? points[i] : '?');
    }
    return new BytePointer(bytes);
  }
}
