package dev.osprey.report;

import dev.osprey.core.file.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Writes a report as files. */
public final class ReportWriter {
  private ReportWriter() {}

  /**
   * Writes the page as one HTML file that contains its images, so that it can be mailed. If writing
   * fails, an older page is unchanged.
   */
  public static void write(TrainingReport report, Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    AtomicFile.write(file, ReportPage.of(report));
  }

  /**
   * Writes the plots as {@code loss.png}, {@code map.png}, {@code precision-recall.png} and {@code
   * learning-rate.png}, 1280×800 on white; a plot without data is skipped. Returns the files.
   */
  public static List<Path> writePlots(TrainingReport report, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Path> files = new ArrayList<>();
    for (Plot plot : Plots.of(report)) {
      Path file = folder.resolve(plot.file() + ".png");
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      if (!ImageIO.write(plot.draw(PlotTheme.LIGHT), "png", bytes)) {
        throw new IOException("this Java runtime has no PNG writer; cannot write " + file);
      }
      AtomicFile.write(file, bytes.toByteArray());
      files.add(file);
    }
    return files;
  }
}
