package dev.osprey.cli.model;

import dev.osprey.detection.golden.GoldenDifference;
import dev.osprey.detection.golden.GoldenTolerance;
import dev.osprey.onnx.file.QuantizationRecord;
import dev.osprey.onnx.golden.GoldenReport;
import dev.osprey.onnx.golden.GoldenReport.EngineResult;
import dev.osprey.onnx.golden.GoldenReport.FileState;
import java.nio.file.Path;
import java.util.Locale;

/** Writes golden reports as lines for the terminal. */
final class GoldenText {
  private GoldenText() {}

  /** Returns the lines about a model file. */
  static String ofModel(Path model, GoldenReport report) {
    return of(
        model,
        report,
        "has no golden request. train stores one in best.safetensors, not in last.safetensors;"
            + " import stores one, unless memory is short; files of older versions of Osprey have"
            + " none. The engines are compared with libtorch on the CPU");
  }

  /** Returns the lines about an exported file. */
  static String ofOnnx(Path model, GoldenReport report) {
    return of(
        model,
        report,
        "has no golden request: it was exported by an older Osprey, or the network's outputs were"
            + " not finite. Export it again");
  }

  private static String of(Path model, GoldenReport report, String withoutRequest) {
    boolean isStored = report.reference() == GoldenReport.Reference.STORED;
    StringBuilder text =
        new StringBuilder(
            String.format(
                "%s: %s%n", model, isStored ? "golden request replayed" : withoutRequest));
    report.engines().forEach(engine -> text.append(line(engine, report)));
    QuantizationRecord quantization = report.quantization();
    if (quantization != null) {
      text.append(QuantizationText.of(quantization));
    }
    if (!report.holds()) {
      text.append(report.state() == FileState.CHANGED ? hintOfChanged() : hint(report.tolerance()));
    }
    return text.toString();
  }

  private static String line(EngineResult engine, GoldenReport report) {
    GoldenDifference difference = engine.difference();
    boolean holds = report.tolerance().allows(difference);
    String what =
        difference.isEmpty() && holds
            ? "no objects in the image, as stored"
            : difference + ties(report.tied());
    return String.format(
        Locale.ROOT, "%-14s%-9s%s%n", engine.engine(), holds ? "ok" : "DIFFERS", what);
  }

  private static String ties(int tied) {
    return tied == 0
        ? ""
        : "; "
            + tied
            + " more are not compared, because rounding decides whether they are found or changes"
            + " their score";
  }

  private static String hintOfChanged() {
    return String.format(
        "Another program changed the file after the export, which caused these differences.%nTo see"
            + " whether they matter, run val on this file and on the exported one.%n");
  }

  private static String hint(GoldenTolerance tolerance) {
    return String.format(
        Locale.ROOT,
        "Results may differ by %s.%nIf every"
            + " engine differs, the file was changed after it was written, or this version of%n"
            + "Osprey computes different results: copy the file again from its source, or measure%n"
            + "it with val. If only one engine differs, do not use that engine.%n",
        tolerance);
  }
}
