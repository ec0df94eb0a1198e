package dev.osprey.report;

import dev.osprey.core.ClassPalette;
import dev.osprey.core.text.OneLine;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A plot of one or more curves, which can be drawn in a light or dark theme.
 *
 * @param file file name without extension
 * @param labels the class label of each curve, for its colour; empty if the curves do not belong to
 *     classes
 */
record Plot(
    String file,
    String title,
    String xTitle,
    String yTitle,
    Kind kind,
    List<Curve> curves,
    List<Integer> labels) {
  /** Maximum width of a name in a legend, in terminal columns; longer ones are shortened. */
  private static final int LONGEST_NAME = 18;

  private static final int WIDTH = 640;
  private static final int HEIGHT = 400;

  /** Image pixels per pixel of the layout, for sharp text. */
  private static final int SCALE = 2;

  private static final int MAX_POINTS = 600;
  private static final int NOISY = 40;

  /** Maximum number of points at which each has its own tick mark on the x axis. */
  private static final int MAX_MARKS = 12;

  /** The kind of values that a plot shows. */
  enum Kind {
    /** Noisy values per step, from 0 upwards: drawn faintly behind their running means. */
    NOISY_STEPS,
    /** Exact values per step, from 0 upwards. */
    EXACT_STEPS,
    /** Values from 0 to 1 at a few points. */
    SCORES,
    /** Values from 0 to 1 over values from 0 to 1. */
    UNIT_SQUARE,
    /** Measured values from 0 upwards at a few points, which are marked. */
    MEASUREMENTS
  }

  Plot(String file, String title, String xTitle, String yTitle, Kind kind, List<Curve> curves) {
    this(file, title, xTitle, yTitle, kind, curves, List.of());
  }

  private Color color(int curve, PlotTheme theme) {
    return labels.isEmpty() ? theme.line(curve) : new Color(ClassPalette.rgb(labels.get(curve)));
  }

  BufferedImage draw(PlotTheme theme) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    List<String> names = OneLine.distinct(curves.stream().map(Curve::name).toList(), LONGEST_NAME);
    List<Curve> drawn =
        IntStream.range(0, curves.size())
            .mapToObj(i -> curves.get(i).finite().reducedTo(MAX_POINTS).named(names.get(i)))
            .toList();
    style(chart.getStyler(), theme);
    styleAxes(chart.getStyler(), drawn);
    // The noise is drawn first, so that it does not cover the means.
    for (int i = 0; i < drawn.size(); i++) {
      if (isNoisy(drawn.get(i))) {
        addNoise(chart, drawn.get(i), faint(color(i, theme), theme));
      }
    }
    for (int i = 0; i < drawn.size(); i++) {
      if (drawn.get(i).size() > 0) {
        add(chart, drawn.get(i), color(i, theme));
      }
    }
    BufferedImage image =
        new BufferedImage(SCALE * WIDTH, SCALE * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.scale(SCALE, SCALE);
      chart.paint(graphics, WIDTH, HEIGHT);
    } finally {
      graphics.dispose();
    }
    return image;
  }

  private boolean isNoisy(Curve curve) {
    return kind == Kind.NOISY_STEPS && curve.size() >= NOISY;
  }

  private static void addNoise(XYChart chart, Curve curve, Color color) {
    XYSeries series = chart.addSeries(curve.name() + " (each step)", curve.x(), curve.y());
    line(series, color, 1);
    series.setShowInLegend(false);
  }

  private void add(XYChart chart, Curve curve, Color color) {
    Curve shown = isNoisy(curve) ? curve.smoothed(curve.size() / 40) : curve;
    XYSeries series = chart.addSeries(curve.name(), shown.x(), shown.y());
    line(series, color, 2.2f);
    boolean marked = kind == Kind.SCORES || kind == Kind.MEASUREMENTS;
    if (marked && curve.size() <= NOISY) {
      series.setMarker(SeriesMarkers.CIRCLE);
      series.setMarkerColor(color);
    }
  }

  private static void line(XYSeries series, Color color, float width) {
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(color);
    series.setLineStyle(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
  }

  /**
   * Mixes a quarter of the colour with the background. The result is opaque, so that crossing lines
   * do not become darker.
   */
  private static Color faint(Color color, PlotTheme theme) {
    Color ground = theme.background();
    return new Color(
        (color.getRed() + 3 * ground.getRed()) / 4,
        (color.getGreen() + 3 * ground.getGreen()) / 4,
        (color.getBlue() + 3 * ground.getBlue()) / 4);
  }

  private void style(XYStyler styler, PlotTheme theme) {
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    styler.setBaseFont(font);
    styler.setChartTitleFont(font.deriveFont(Font.BOLD, 17));
    styler.setAxisTitleFont(font);
    styler.setAxisTickLabelsFont(font);
    styler.setLegendFont(font.deriveFont(curves.size() > 10 ? 11f : 14f));
    styler.setChartBackgroundColor(theme.background());
    styler.setPlotBackgroundColor(theme.background());
    styler.setLegendBackgroundColor(theme.background());
    styler.setLegendBorderColor(theme.background());
    styler.setChartFontColor(theme.text());
    styler.setChartTitleFontColor(theme.text());
    styler.setXAxisTitleColor(theme.text());
    styler.setYAxisTitleColor(theme.text());
    styler.setAxisTickLabelsColor(theme.text());
    styler.setAxisTickMarksColor(theme.grid());
    styler.setPlotGridLinesColor(theme.grid());
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setPlotBorderVisible(false);
    styler.setChartTitleBoxVisible(false);
    styler.setPlotMargin(0);
    styler.setPlotContentSize(0.97);
    styler.setMarkerSize(7);
    styler.setLocale(Locale.ROOT);
    placeLegend(styler);
  }

  /** Puts the legend next to the plot, so that it does not cover data. */
  private void placeLegend(XYStyler styler) {
    styler.setLegendPosition(Styler.LegendPosition.OutsideE);
    styler.setLegendLayout(Styler.LegendLayout.Vertical);
    styler.setLegendPadding(6);
    styler.setLegendSeriesLineLength(18);
    styler.setLegendVisible(curves.size() > 1);
  }

  private void styleAxes(XYStyler styler, List<Curve> drawn) {
    styler.setXAxisDecimalPattern("0.##");
    styler.setYAxisTickLabelsFormattingFunction(Plot::number);
    styler.setXAxisTickMarkSpacingHint(90);
    styler.setYAxisTickMarkSpacingHint(50);
    styler.setYAxisMin(0.0);
    if (kind == Kind.SCORES || kind == Kind.UNIT_SQUARE) {
      styler.setYAxisMax(1.0);
    }
    double last = 0;
    double highest = 0;
    int points = 0;
    for (Curve curve : drawn) {
      highest = Math.max(highest, Arrays.stream(curve.y()).max().orElse(0));
      last = Math.max(last, Arrays.stream(curve.x()).max().orElse(0));
      points = Math.max(points, curve.size());
    }
    if (points > MAX_MARKS) {
      // XChart puts the marks at points of the curve if these and the ends of the axis are
      // equally spaced. With an end beyond the last point, the marks are at round numbers.
      styler.setXAxisMin(0.0);
      styler.setXAxisMax(1.004 * last);
      if (kind == Kind.EXACT_STEPS) {
        styler.setYAxisMax(1.04 * highest);
      }
    }
  }

  /** Formats a number with few digits: 1500, 0.25, 1e-4. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size < 1e-12) {
      return "0";
    }
    if (size < 1e-3) {
      return String.format(Locale.ROOT, "%.1e", value).replace(".0e", "e").replace("e-0", "e-");
    }
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(size >= 1000 ? 7 : 3)).stripTrailingZeros();
    return rounded.toPlainString();
  }
}
