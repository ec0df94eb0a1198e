package dev.osprey.report;

import dev.osprey.core.ClassPalette;
import dev.osprey.core.text.OneLine;
import dev.osprey.evaluation.coco.AreaRange;
import dev.osprey.evaluation.coco.ClassMetrics;
import dev.osprey.evaluation.coco.CocoAverages;
import dev.osprey.evaluation.coco.CocoTable;
import dev.osprey.evaluation.landmark.LandmarkError;
import dev.osprey.evaluation.voc.VocMetrics;
import dev.osprey.evaluation.voc.VocTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Formats a report as one HTML document without scripts, fonts or links to other hosts. */
final class ReportPage {
  /** Maximum width of a class name in terminal columns; longer ones are shortened. */
  private static final int LONGEST_NAME = 80;

  private final TrainingReport report;
  private final StringBuilder html = new StringBuilder();

  private ReportPage(TrainingReport report) {
    this.report = report;
  }

  static String of(TrainingReport report) throws IOException {
    return new ReportPage(report).write();
  }

  private String write() throws IOException {
    String title = escape(report.title());
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<title>" + title + "</title>\n<style>\n" + css() + "</style>\n</head>\n<body>\n")
        .append("<h1>" + title + "</h1>\n");
    figures();
    about();
    plots();
    if (report.evaluated() != null) {
      evaluation(report.evaluated());
    }
    images();
    return html.append("</body>\n</html>\n").toString();
  }

  private void figures() {
    if (report.figures().isEmpty()) {
      return;
    }
    html.append("<dl class=\"figures\">\n");
    for (LabeledValue figure : report.figures()) {
      html.append("<div><dt>" + escape(figure.label()) + "</dt>")
          .append("<dd>" + escape(figure.value()) + "</dd></div>\n");
    }
    html.append("</dl>\n");
  }

  private void about() {
    if (report.about().isEmpty()) {
      return;
    }
    html.append("<dl class=\"about card\">\n");
    for (LabeledValue fact : report.about()) {
      html.append("<dt>" + escape(fact.label()) + "</dt>")
          .append("<dd><bdi>" + escape(OneLine.of(fact.value())) + "</bdi></dd>\n");
    }
    html.append("</dl>\n");
  }

  /**
   * Adds an image that a click or Enter enlarges to the window. The page contains it once.
   *
   * @param caption in escaped HTML
   * @param image the HTML element of the image
   */
  private void enlargeable(String id, String caption, String image, String below) {
    html.append("<figure class=\"card\" id=\"" + id + "\">")
        .append(
            "<a class=\"enlarge\" id=\""
                + id
                + "-small\" href=\"#"
                + id
                + "\" aria-label=\"Enlarge: ")
        .append(caption + "\">" + image + "</a>")
        .append("<a class=\"close\" href=\"#" + id + "-small\" aria-label=\"Close\">×</a>")
        .append(below + "</figure>\n");
  }

  private void plots() throws IOException {
    List<Plot> plots = Plots.of(report);
    if (plots.isEmpty()) {
      return;
    }
    html.append("<h2>Curves</h2>\n<div class=\"plots\">\n");
    for (Plot plot : plots) {
      String title = escape(plot.title());
      String image =
          "<picture><source media=\"(prefers-color-scheme: dark)\" srcset=\""
              + EmbeddedImage.png(plot.draw(PlotTheme.DARK))
              + "\"><img alt=\""
              + title
              + "\" src=\""
              + EmbeddedImage.png(plot.draw(PlotTheme.LIGHT))
              + "\"></picture>";
      enlargeable("plot-" + plot.file(), title, image, "");
    }
    html.append("</div>\n");
  }

  private void evaluation(ReportedMetrics evaluated) {
    html.append("<h2>Classes</h2>\n<div class=\"card scroll\"><table>\n<thead><tr><th>class</th>")
        .append("<th>objects</th><th>AP</th><th>AP50</th><th>AP75</th>");
    List<AreaRange> ranges = evaluated.metrics().settings().areaRanges();
    ranges.stream().skip(1).forEach(range -> html.append("<th>" + escape(range.name()) + "</th>"));
    html.append("<th>AR</th><th>AP50</th></tr></thead>\n<tbody>\n");
    for (ClassMetrics row : evaluated.metrics().perClass()) {
      String name =
          escape(OneLine.of(CocoTable.name(row.categoryId(), evaluated.labels()), LONGEST_NAME));
      String color = String.format("#%06x", ClassPalette.rgb(row.categoryId()));
      html.append("<tr><td><i class=\"swatch\" style=\"background:" + color + "\"></i>")
          .append("<bdi>" + name + "</bdi></td><td>" + row.groundTruths() + "</td>");
      classNumbers(row.averages(), color);
    }
    html.append("</tbody>\n</table></div>\n");
    text("COCO metrics", CocoTable.summary(evaluated.metrics()));
    LandmarkError landmarks = evaluated.landmarks();
    if (landmarks != null) {
      text("Landmarks", landmarks.text() + "\n");
    }
    VocMetrics voc = evaluated.voc();
    if (voc != null) {
      text(
          "VOC metrics", VocTable.summary(voc) + "\n" + VocTable.perClass(voc, evaluated.labels()));
    }
  }

  private void classNumbers(CocoAverages averages, String color) {
    List<Double> numbers =
        new ArrayList<>(List.of(averages.ap(), averages.ap(0.5), averages.ap(0.75)));
    averages.apPerArea().stream().skip(1).forEach(numbers::add);
    numbers.add(averages.ar());
    for (double value : numbers) {
      html.append("<td>" + (value < 0 ? "–" : String.format(Locale.ROOT, "%.3f", value)))
          .append("</td>");
    }
    double percent = 100 * Math.max(0, averages.ap(0.5));
    html.append(
        String.format(
            Locale.ROOT,
            "<td class=\"share\"><i style=\"width:%.1f%%;background:%s\"></i></td></tr>%n",
            percent,
            color));
  }

  private void text(String title, String text) {
    html.append("<h2>" + title + "</h2>\n<div class=\"card scroll\"><pre>")
        .append(escape(text))
        .append("</pre></div>\n");
  }

  private void images() throws IOException {
    if (report.images().isEmpty()) {
      return;
    }
    html.append("<h2>Found objects</h2>\n<div class=\"found\">\n");
    int number = 1;
    for (CaptionedImage found : report.images()) {
      String caption = escape(OneLine.of(found.caption()));
      String image =
          "<img alt=\"" + caption + "\" src=\"" + EmbeddedImage.jpeg(found.image()) + "\">";
      enlargeable(
          "image-" + number++,
          caption,
          image,
          "<figcaption><bdi>" + caption + "</bdi></figcaption>");
    }
    html.append("</div>\n");
  }

  private static String css() throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(ReportPage.class.getResourceAsStream("report.css"))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Escapes text for elements and for attributes in double quotes. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
