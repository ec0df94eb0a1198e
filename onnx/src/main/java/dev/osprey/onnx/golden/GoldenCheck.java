package dev.osprey.onnx.golden;

import dev.osprey.core.text.UserError;
import dev.osprey.detection.golden.GoldenAnswer;
import dev.osprey.detection.golden.GoldenDifference;
import dev.osprey.detection.golden.GoldenRequest;
import dev.osprey.onnx.OnnxReplay;
import dev.osprey.onnx.file.QuantizationRecord;
import dev.osprey.onnx.file.SealPolicy;
import dev.osprey.onnx.golden.GoldenReport.EngineResult;
import dev.osprey.onnx.golden.GoldenReport.FileState;
import dev.osprey.onnx.golden.GoldenReport.Reference;
import dev.osprey.onnx.runtime.ExportedFile;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Libtorch;
import dev.osprey.torch.Precision;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.ModelFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Replays the golden request of a file on the available engines. */
public final class GoldenCheck {
  private static final String ONNX_RUNTIME = "ONNX Runtime";

  private GoldenCheck() {}

  /**
   * Checks a model file on libtorch on every device, and on ONNX Runtime after an export. If the
   * file has no request, the engines are compared with libtorch on the CPU.
   *
   * @throws UserError if the file cannot be read, or it has no request and its network gives no
   *     finite numbers
   */
  public static GoldenReport ofModel(Path model) {
    try (ModelFile file = ModelFile.open(model)) {
      Weights.Source values = file.source(file.config().create().network());
      Optional<GoldenRequest> stored = file.golden();
      GoldenRequest request =
          stored
              .or(() -> GoldenRequest.of(file.config(), values))
              .orElseThrow(() -> notFinite(model));
      Map<String, GoldenAnswer> answers = answers(request, file, values);
      boolean holds =
          answers.values().stream()
              .allMatch(answer -> GoldenDifference.of(request.answer(), answer).holds());
      // if scores tie, engines may keep different objects, so those are left out
      GoldenRequest compared = holds ? request : request.withoutTies(file.config(), values);
      return report(
          stored.isPresent() ? Reference.STORED : Reference.COMPUTED,
          compared.answer(),
          answers,
          FileState.AS_WRITTEN,
          null);
    }
  }

  private static Map<String, GoldenAnswer> answers(
      GoldenRequest request, ModelFile file, Weights.Source values) {
    Map<String, GoldenAnswer> answers = new LinkedHashMap<>();
    for (Device device : Libtorch.devices()) {
      Engine engine = new Engine(device, Precision.FLOAT32, 0);
      answers.put("libtorch " + device, request.replay(file.config(), values, engine));
    }
    answers.put(ONNX_RUNTIME, OnnxReplay.of(request, file.config(), file.labels(), values));
    return answers;
  }

  private static UserError notFinite(Path model) {
    return new UserError(
        model
            + ": the network's outputs are not finite, so nothing can be compared: its training"
            + " diverged. Train again with a lower learning rate");
  }

  /**
   * Checks an exported file on ONNX Runtime.
   *
   * @throws UserError if the file cannot be read, or the policy refuses it
   */
  public static GoldenReport ofOnnx(Path model, SealPolicy policy) {
    try (ExportedFile file = ExportedFile.open(model, 0, policy)) {
      FileState state = file.isAsExported() ? FileState.AS_WRITTEN : FileState.CHANGED;
      QuantizationRecord quantization = file.quantization().orElse(null);
      return file.golden()
          .map(
              golden ->
                  report(
                      Reference.STORED,
                      golden.answer(),
                      Map.of(ONNX_RUNTIME, file.replay(golden)),
                      state,
                      quantization))
          .orElseGet(() -> new GoldenReport(Reference.NONE, 0, List.of(), state, quantization));
    }
  }

  private static GoldenReport report(
      Reference reference,
      GoldenAnswer golden,
      Map<String, GoldenAnswer> answers,
      FileState state,
      @Nullable QuantizationRecord quantization) {
    List<EngineResult> results =
        answers.entrySet().stream()
            .map(one -> new EngineResult(one.getKey(), GoldenDifference.of(golden, one.getValue())))
            .toList();
    Integer tied = golden.tied();
    return new GoldenReport(reference, tied == null ? 0 : tied, results, state, quantization);
  }
}
