package dev.osprey.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Writes a report as files. */
public final class ReportWriter {
  private ReportWriter() {}

  /**
   * Writes the page: one HTML file that holds its pictures, so that it can be mailed. It is written
   * beside and then renamed; an older page stays whole if that fails.
   */
  public static void write(TrainingReport report, Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path folder = Files.createDirectories(absolute.getParent());
    Path beside = folder.resolve(absolute.getFileName() + ".part");
    try {
      Files.writeString(beside, ReportPage.of(report), StandardCharsets.UTF_8);
      Files.move(beside, absolute, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /**
   * Writes the plots as {@code loss.png}, {@code map.png}, {@code precision-recall.png} and {@code
   * learning-rate.png}, 1280×800 on white; a plot without data is left out. Returns the files.
   */
  public static List<Path> writePlots(TrainingReport report, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Path> files = new ArrayList<>();
    for (Plot plot : Plots.of(report)) {
      Path file = folder.resolve(plot.file() + ".png");
      if (!ImageIO.write(plot.draw(PlotTheme.LIGHT), "png", file.toFile())) {
        throw new IOException("no writer for PNG in this Java runtime; cannot write " + file);
      }
      files.add(file);
    }
    return files;
  }
}
