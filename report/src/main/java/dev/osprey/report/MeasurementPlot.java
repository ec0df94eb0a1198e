package dev.osprey.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;

/** Plots of measured values for pages outside of a training's report. */
public final class MeasurementPlot {
  private MeasurementPlot() {}

  /**
   * A PNG file with curves through a few marked points, in the colours of light pages.
   *
   * @param curves at least one, with y of 0 or more
   */
  public static byte[] png(String title, String xTitle, String yTitle, List<Curve> curves) {
    Plot plot = new Plot("", title, xTitle, yTitle, Plot.Kind.MEASUREMENTS, curves);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(plot.draw(PlotTheme.LIGHT), "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory takes everything
    }
    return bytes.toByteArray();
  }
}
