package dev.osprey.bench.scale;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.bench.report.BenchJson;
import dev.osprey.bench.result.BenchMachine;
import dev.osprey.core.file.AtomicFile;
import dev.osprey.core.text.OneLine;
import dev.osprey.report.Curve;
import dev.osprey.report.MeasurementPlot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Curves as lines on a terminal, as plots and as JSON. */
public final class ScaleReport {
  private static final int COLUMNS = 80;
  private static final double MEGA = 1e6;

  private ScaleReport() {}

  /** What grows, between which sizes, and with which exponents; at most two lines. */
  public static String line(ScaleCurve curve) {
    List<Double> sizes = curve.sizes();
    String range =
        sizes.isEmpty()
            ? "nothing measured"
            : String.format(
                Locale.ROOT, "%,.0f to %,.0f", sizes.get(0), sizes.get(sizes.size() - 1));
    String line =
        String.format(
            Locale.ROOT,
            "%-28s%-24stime %s  memory %s",
            curve.axis().title(),
            range,
            exponent(curve.timeGrowth()),
            exponent(curve.memoryGrowth()));
    return line.stripTrailing()
        + curve
            .failure()
            .map(message -> "\n" + OneLine.of("  failed " + message, COLUMNS))
            .orElse("");
  }

  private static String exponent(Optional<GrowthFit> fit) {
    return fit.map(
            found ->
                String.format(
                    Locale.ROOT,
                    "x^%.2f%s",
                    found.exponent(),
                    found.isFasterThanLinear() ? "!" : ""))
        .orElse("-");
  }

  /** Names what grows faster than linearly; one line. */
  public static String summary(List<ScaleCurve> curves) {
    List<String> fast = new ArrayList<>();
    for (ScaleCurve curve : curves) {
      if (curve.timeGrowth().filter(GrowthFit::isFasterThanLinear).isPresent()) {
        fast.add("the time with " + curve.axis().title());
      }
      if (curve.memoryGrowth().filter(GrowthFit::isFasterThanLinear).isPresent()) {
        fast.add("the memory with " + curve.axis().title());
      }
    }
    return fast.isEmpty()
        ? "nothing grows faster than linearly"
        : "faster than linear: " + String.join(", ", fast);
  }

  /** Writes {@code scale.json} and two plots for each curve to a new folder's place. */
  public static void write(Path folder, BenchMachine machine, List<ScaleCurve> curves) {
    for (ScaleCurve curve : curves) {
      plot(folder, curve, "time", "milliseconds", curve.seconds(), 1e3, ScaleCurve::timeGrowth);
      plot(
          folder, curve, "memory", "megabytes", curve.memory(), 1 / MEGA, ScaleCurve::memoryGrowth);
    }
    AtomicFile.write(folder.resolve("scale.json"), json(machine, curves));
  }

  private static void plot(
      Path folder,
      ScaleCurve curve,
      String what,
      String unit,
      List<Double> values,
      double factor,
      Function<ScaleCurve, Optional<GrowthFit>> growth) {
    Optional<GrowthFit> fit = growth.apply(curve);
    if (fit.isEmpty()) {
      return;
    }
    double[] x = curve.sizes().stream().mapToDouble(Double::doubleValue).toArray();
    double[] measured = values.stream().mapToDouble(value -> factor * value).toArray();
    double[] fitted =
        curve.sizes().stream().mapToDouble(size -> factor * fit.get().at(size)).toArray();
    String name = String.format(Locale.ROOT, "fit: x^%.2f", fit.get().exponent());
    byte[] png =
        MeasurementPlot.png(
            what + " over " + curve.axis().title(),
            curve.axis().title(),
            unit,
            List.of(new Curve("measured", x, measured), new Curve(name, x, fitted)));
    AtomicFile.write(folder.resolve(curve.axis().word() + "-" + what + ".png"), png);
  }

  static String json(BenchMachine machine, List<ScaleCurve> curves) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.set("machine", BenchJson.machine(machine));
    ArrayNode list = json.putArray("curves");
    for (ScaleCurve curve : curves) {
      ObjectNode each = list.addObject().put("axis", curve.axis().word());
      each.put("title", curve.axis().title());
      curve.sizes().forEach(each.putArray("sizes")::add);
      curve.seconds().forEach(each.putArray("seconds")::add);
      curve.memory().forEach(each.putArray("memory")::add);
      curve.timeGrowth().ifPresent(fit -> put(each.putObject("timeGrowth"), fit));
      curve.memoryGrowth().ifPresent(fit -> put(each.putObject("memoryGrowth"), fit));
      curve.failure().ifPresent(message -> each.put("failure", message));
    }
    return json.toPrettyString() + "\n";
  }

  private static void put(ObjectNode json, GrowthFit fit) {
    json.put("base", fit.base()).put("factor", fit.factor()).put("exponent", fit.exponent());
  }
}
