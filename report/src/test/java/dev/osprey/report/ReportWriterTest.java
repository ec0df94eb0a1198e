package dev.osprey.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.ClassPalette;
import dev.osprey.core.LabelMap;
import dev.osprey.evaluation.EvaluationInput;
import dev.osprey.evaluation.GroundTruthBox;
import dev.osprey.evaluation.ScoredBox;
import dev.osprey.evaluation.coco.CocoEvaluator;
import dev.osprey.evaluation.coco.CocoSettings;
import dev.osprey.evaluation.landmark.LandmarkError;
import dev.osprey.evaluation.voc.AveragePrecision;
import dev.osprey.evaluation.voc.VocEvaluator;
import dev.osprey.evaluation.voc.VocSettings;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportWriterTest {
  @TempDir private Path folder;

  @Test
  void pageContainsAllPartsAndNeedsNoOtherFile() throws IOException {
    Path file = folder.resolve("run/report.html");
    ReportWriter.write(example(3), file);

    String html = Files.readString(file);
    assertThat(html)
        .startsWith("<!DOCTYPE html>")
        .contains("<dt>mAP50</dt><dd>0.874</dd>")
        .contains("<dt>data</dt><dd><bdi>cells/&lt;train&gt;</bdi></dd>")
        .contains("class 1", "Average Precision  (AP) @[ IoU=0.50:0.95")
        .contains("<th>small</th><th>medium</th><th>large</th>", "VOC mAP @[ IoU=0.50 | 11 points")
        .contains("cell.jpg: 2 found")
        .doesNotContain("http://", "https://", "<script");
    // Four plots in two themes, and one image.
    assertThat(html.split("data:image/png;base64,", -1)).hasSize(9);
    assertThat(html.split("data:image/jpeg;base64,", -1)).hasSize(2);
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void imagesCanBeEnlargedWithoutScriptsAndWithTheKeyboard() throws IOException {
    Path file = folder.resolve("report.html");
    ReportWriter.write(example(3), file);

    assertThat(Files.readString(file))
        .contains("id=\"image-1\"", "href=\"#image-1\"", "href=\"#image-1-small\"")
        .contains("href=\"#plot-loss\"", "aria-label=\"Close\"", "figure:target")
        .doesNotContain("<script", "onclick");
  }

  @Test
  void classesHaveTheSameColourInImagesCurvesAndTable() throws IOException {
    Path file = folder.resolve("report.html");
    ReportWriter.write(example(3), file);
    Plot curves = Plots.of(example(3)).get(2);

    assertThat(curves.labels()).containsExactly(0, 1, 2);
    String second = String.format("#%06x", ClassPalette.rgb(1));
    assertThat(Files.readString(file)).contains("background:" + second + "\"></i><bdi>class 2");
    BufferedImage drawn = curves.draw(PlotTheme.LIGHT);
    assertThat(pixels(drawn)).contains(0xFF000000 | ClassPalette.rgb(1));
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  @Test
  void namesAreEscaped() throws IOException {
    Path file = folder.resolve("report.html");
    TrainingReport report =
        new TrainingReport(
            "a <b> & \"c\"", List.of(), List.of(), TrainingCurves.none(), null, List.of());
    ReportWriter.write(report, file);

    assertThat(Files.readString(file)).contains("<h1>a &lt;b&gt; &amp; &quot;c&quot;</h1>");
  }

  @Test
  void emptyReportHasOnlyItsHeading() throws IOException {
    Path file = folder.resolve("report.html");
    ReportWriter.write(
        new TrainingReport("empty", List.of(), List.of(), TrainingCurves.none(), null, List.of()),
        file);

    assertThat(Files.readString(file)).doesNotContain("<h2>", "<img", "<table");
    assertThat(
            ReportWriter.writePlots(
                new TrainingReport(
                    "empty", List.of(), List.of(), TrainingCurves.none(), null, List.of()),
                folder))
        .isEmpty();
  }

  @Test
  void replacesOlderPage() throws IOException {
    Path file = folder.resolve("report.html");
    Files.writeString(file, "old");
    ReportWriter.write(example(1), file);

    assertThat(Files.readString(file)).contains("<h1>Example</h1>");
  }

  @Test
  void plotsAreWrittenAsFiles() throws IOException {
    List<Path> files = ReportWriter.writePlots(example(3), folder);

    assertThat(files)
        .extracting(file -> file.getFileName().toString())
        .containsExactly("loss.png", "map.png", "precision-recall.png", "learning-rate.png");
    BufferedImage loss = ImageIO.read(files.get(0).toFile());
    assertThat(loss.getWidth()).isEqualTo(1280);
    assertThat(loss.getHeight()).isEqualTo(800);
    assertThat(loss.getRGB(2, 2)).isEqualTo(0xFFFFFFFF);
  }

  @Test
  void manyClassesShareOneMeanCurve() {
    Plot plot = Plots.of(example(21)).get(2);

    assertThat(plot.curves()).hasSize(1);
    assertThat(plot.curves().get(0).name()).isEqualTo("mean of 21 classes");
    assertThat(plot.draw(PlotTheme.DARK).getWidth()).isEqualTo(1280);
  }

  @Test
  void drawsCurvesWithOnePointOrNonFiniteValues() {
    double[] steps = IntStream.range(0, 100).asDoubleStream().toArray();
    double[] values = new double[100];
    values[3] = Double.NaN;
    values[4] = Double.POSITIVE_INFINITY;
    Curve broken = new Curve("zero with holes", steps, values);
    Curve point = new Curve("point", new double[] {5}, new double[] {2});
    new Plot("loss", "Loss", "step", "", Plot.Kind.NOISY_STEPS, List.of(broken, point))
        .draw(PlotTheme.LIGHT);
    new Plot("map", "mAP", "epoch", "", Plot.Kind.SCORES, List.of(point)).draw(PlotTheme.LIGHT);

    assertThat(broken.finite().size()).isEqualTo(98);
  }

  @Test
  void reducingKeepsTheMeanOfEachSection() {
    Curve curve = new Curve("c", new double[] {1, 2, 3, 4}, new double[] {1, 3, 10, 20});

    assertThat(curve.reducedTo(2).x()).containsExactly(1.5, 3.5);
    assertThat(curve.reducedTo(2).y()).containsExactly(2, 15);
    assertThat(curve.smoothed(1).y()).containsExactly(2, 14 / 3.0, 11, 15);
    assertThatThrownBy(() -> new Curve("c", new double[1], new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 x and 2 y");
  }

  @Test
  void numbersOnAxesAreShort() {
    assertThat(List.of(0.0, 1500.0, 12_000.0, 0.25, 1.0, 0.30000000000000004, 1e-4, 2.5e-4))
        .extracting(Plot::number)
        .containsExactly("0", "1500", "12000", "0.25", "1", "0.3", "1e-4", "2.5e-4");
  }

  @Test
  void reducesLargeImagesToTwelveHundredPixels() {
    BufferedImage reduced =
        EmbeddedImage.reduced(new BufferedImage(4800, 10, BufferedImage.TYPE_INT_ARGB));

    assertThat(reduced.getWidth()).isEqualTo(1200);
    assertThat(reduced.getHeight()).isEqualTo(3);
  }

  private static TrainingReport example(int classes) {
    double[] steps = IntStream.range(0, 300).asDoubleStream().toArray();
    double[] losses = IntStream.range(0, 300).mapToDouble(i -> 2.0 / (1 + i / 50.0)).toArray();
    double[] rates = IntStream.range(0, 300).mapToDouble(i -> i < 200 ? 0.01 : 0.001).toArray();
    return new TrainingReport(
        "Example",
        List.of(new LabeledValue("mAP50", "0.874"), new LabeledValue("minutes", "3.2")),
        List.of(new LabeledValue("data", "cells/<train>"), new LabeledValue("seed", "1")),
        new TrainingCurves(
            List.of(new Curve("total", steps, losses)),
            List.of(new Curve("rate", steps, rates)),
            List.of(new Curve("mAP50", new double[] {1, 2}, new double[] {0.3, 0.874}))),
        evaluated(classes),
        List.of(
            new CaptionedImage(
                new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "cell.jpg: 2 found")));
  }

  private static ReportedMetrics evaluated(int classes) {
    List<GroundTruthBox> marked = new ArrayList<>();
    List<ScoredBox> found = new ArrayList<>();
    for (int k = 0; k < classes; k++) {
      marked.add(new GroundTruthBox(1, k, 0, 0, 50, 50, 2500, Set.of()));
      found.add(new ScoredBox(1, k, 0, 0, 50, 44 - k, 0.9));
    }
    List<Integer> labels = IntStream.range(0, classes).boxed().toList();
    List<String> names = labels.stream().map(label -> "class " + (label + 1)).toList();
    EvaluationInput input = new EvaluationInput(List.of(1L), labels, marked, found);
    return new ReportedMetrics(
        new CocoEvaluator(CocoSettings.standard()).evaluate(input),
        new VocEvaluator(VocSettings.standard(AveragePrecision.ELEVEN_POINT)).evaluate(input),
        new LandmarkError(4, 3, 0.0525),
        LabelMap.ofNames(names));
  }
}
