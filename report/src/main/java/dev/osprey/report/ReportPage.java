package dev.osprey.report;

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

/** The HTML of a report: one document without scripts, fonts or addresses of other hosts. */
final class ReportPage {
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
    plots();
    if (report.evaluated() != null) {
      evaluation(report.evaluated());
    }
    pictures();
    return html.append("</body>\n</html>\n").toString();
  }

  private void figures() {
    if (report.figures().isEmpty()) {
      return;
    }
    html.append("<dl class=\"figures\">\n");
    for (Figure figure : report.figures()) {
      html.append("<div><dt>" + escape(figure.label()) + "</dt>")
          .append("<dd>" + escape(figure.value()) + "</dd></div>\n");
    }
    html.append("</dl>\n");
  }

  private void plots() throws IOException {
    List<Plot> plots = Plots.of(report);
    if (plots.isEmpty()) {
      return;
    }
    html.append("<h2>Curves</h2>\n<div class=\"plots\">\n");
    for (Plot plot : plots) {
      html.append(
              "<picture class=\"card\"><source media=\"(prefers-color-scheme: dark)\" srcset=\"")
          .append(EmbeddedImage.png(plot.draw(PlotTheme.DARK)))
          .append("\"><img alt=\"" + escape(plot.title()) + "\" src=\"")
          .append(EmbeddedImage.png(plot.draw(PlotTheme.LIGHT)))
          .append("\"></picture>\n");
    }
    html.append("</div>\n");
  }

  private void evaluation(Evaluated evaluated) {
    html.append("<h2>Classes</h2>\n<div class=\"card scroll\"><table>\n<thead><tr><th>class</th>")
        .append("<th>objects</th><th>AP</th><th>AP50</th><th>AP75</th>");
    List<AreaRange> ranges = evaluated.metrics().settings().areaRanges();
    ranges.stream().skip(1).forEach(range -> html.append("<th>" + escape(range.name()) + "</th>"));
    html.append("<th>AR</th><th>AP50</th></tr></thead>\n<tbody>\n");
    for (ClassMetrics row : evaluated.metrics().perClass()) {
      html.append("<tr><td>")
          .append(escape(CocoTable.name(row.categoryId(), evaluated.labels())))
          .append("</td><td>" + row.groundTruths() + "</td>");
      classNumbers(row.averages());
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

  private void classNumbers(CocoAverages averages) {
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
            "<td class=\"share\"><i style=\"width:%.1f%%\"></i></td></tr>%n",
            percent));
  }

  private void text(String title, String text) {
    html.append("<h2>" + title + "</h2>\n<div class=\"card scroll\"><pre>")
        .append(escape(text))
        .append("</pre></div>\n");
  }

  private void pictures() throws IOException {
    if (report.pictures().isEmpty()) {
      return;
    }
    html.append("<h2>Found objects</h2>\n<div class=\"found\">\n");
    for (FoundPicture found : report.pictures()) {
      String caption = escape(found.caption());
      html.append("<figure class=\"card\"><img alt=\"" + caption + "\" src=\"")
          .append(EmbeddedImage.jpeg(found.picture()))
          .append("\"><figcaption>" + caption + "</figcaption></figure>\n");
    }
    html.append("</div>\n");
  }

  private static String css() throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(ReportPage.class.getResourceAsStream("report.css"))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
