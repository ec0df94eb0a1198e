package dev.osprey.cli.model;

import dev.osprey.core.text.UserError;
import dev.osprey.detection.golden.GoldenAnswer;
import dev.osprey.detection.golden.GoldenDifference;
import dev.osprey.detection.golden.GoldenRequest;
import dev.osprey.onnx.OnnxReplay;
import dev.osprey.onnx.file.SealPolicy;
import dev.osprey.onnx.runtime.ExportedFile;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Libtorch;
import dev.osprey.torch.Precision;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.ModelFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Replays the golden request of a file on the available engines. */
final class GoldenCheck {
  private static final String ONNX_RUNTIME = "ONNX Runtime";

  /** The result of a check as text, and whether every engine gives the stored results. */
  record Result(String text, boolean holds) {}

  private GoldenCheck() {}

  /**
   * Checks a model file on libtorch on every device, and on ONNX Runtime after an export. If the
   * file has no request, the engines are compared with libtorch on the CPU.
   */
  static Result ofModel(Path model) {
    try (ModelFile file = ModelFile.open(model)) {
      Weights.Source values = file.source(file.config().create().network());
      Optional<GoldenRequest> kept = file.golden();
      GoldenRequest request =
          kept.or(() -> GoldenRequest.of(file.config(), values)).orElseThrow(() -> infinite(model));
      Map<String, GoldenAnswer> answers = new LinkedHashMap<>();
      for (Device device : Libtorch.devices()) {
        Engine engine = new Engine(device, Precision.FLOAT32, 0);
        answers.put("libtorch " + device, request.replay(file.config(), values, engine));
      }
      answers.put(ONNX_RUNTIME, OnnxReplay.of(request, file.config(), file.labels(), values));
      String opening =
          kept.isPresent()
              ? model + ": golden request replayed"
              : model
                  + ": has no golden request: it was written by an older Osprey, or memory was"
                  + " short when it was written. The engines are compared with libtorch on the CPU";
      boolean holds =
          answers.values().stream()
              .allMatch(answer -> GoldenDifference.of(request.answer(), answer).holds());
      // if scores tie, engines may keep different objects, so those are left out
      return compare(
          opening,
          holds ? request : request.withoutTies(file.config(), values),
          answers,
          GoldenCheck::hint);
    }
  }

  private static UserError infinite(Path model) {
    return new UserError(
        model
            + ": the network's outputs are not finite, so nothing can be compared: its training"
            + " diverged. Train again with a lower learning rate");
  }

  /** Checks an exported file on ONNX Runtime. */
  static Result ofOnnx(Path model, SealPolicy policy) {
    try (ExportedFile file = ExportedFile.open(model, 0, policy)) {
      Optional<GoldenRequest> golden = file.golden();
      if (golden.isEmpty()) {
        return new Result(
            String.format(
                "%s: has no golden request: it was exported by an older Osprey, or the network's"
                    + " outputs were not finite. Export it again%n",
                model),
            true);
      }
      Map<String, GoldenAnswer> answers = Map.of(ONNX_RUNTIME, file.replay(golden.get()));
      Supplier<String> hint = file.isAsExported() ? GoldenCheck::hint : GoldenCheck::hintOfChanged;
      return compare(model + ": golden request replayed", golden.get(), answers, hint);
    }
  }

  private static Result compare(
      String opening,
      GoldenRequest request,
      Map<String, GoldenAnswer> answers,
      Supplier<String> hint) {
    StringBuilder text = new StringBuilder(String.format("%s%n", opening));
    boolean holds = true;
    for (Map.Entry<String, GoldenAnswer> one : answers.entrySet()) {
      GoldenDifference difference = GoldenDifference.of(request.answer(), one.getValue());
      String what =
          difference.isEmpty() && difference.holds()
              ? "no objects in the image, as stored"
              : difference + ties(request.answer());
      text.append(
          String.format(
              Locale.ROOT,
              "%-14s%-9s%s%n",
              one.getKey(),
              difference.holds() ? "ok" : "DIFFERS",
              what));
      holds &= difference.holds();
    }
    return new Result(holds ? text.toString() : text + hint.get(), holds);
  }

  private static String ties(GoldenAnswer golden) {
    Integer tied = golden.tied();
    return tied == null || tied == 0
        ? ""
        : "; "
            + tied
            + " more are not compared: rounding decides whether they are found, or changes their"
            + " score";
  }

  private static String hintOfChanged() {
    return String.format(
        "Another program changed the file after the export, which caused these differences.%nTo see"
            + " whether they matter, run val on this file and on the exported one.%n");
  }

  private static String hint() {
    return String.format(
        Locale.ROOT,
        "Allowed are %s pixels, %s of a score, %s of an output's range. If every engine differs,"
            + " the file was%nchanged after it was written, or this version of Osprey computes"
            + " different results: copy the file again from%nits source, or measure it with val. If"
            + " one engine differs, do not use that engine.%n",
        GoldenDifference.MOST_PIXELS,
        GoldenDifference.MOST_SCORE,
        GoldenDifference.MOST_RAW);
  }
}
