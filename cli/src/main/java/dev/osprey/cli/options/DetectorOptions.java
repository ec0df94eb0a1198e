package dev.osprey.cli.options;

import dev.osprey.cli.failure.WarningLine;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.inference.LoadedDetector;
import dev.osprey.onnx.runtime.OnnxDetector;
import dev.osprey.predict.EngineChoice;
import dev.osprey.predict.Predictor;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that load a model for inference: its engine, and settings that replace its own. */
public final class DetectorOptions {
  private static final String ONNX_ENDING = ".onnx";

  @Mixin EngineOptions engineOptions;

  @Option(
      names = "--engine",
      defaultValue = "auto",
      description =
          "torch, onnx or auto: the fastest one with the same numbers, which is ONNX Runtime on a"
              + " CPU in float32 and libtorch elsewhere (default: ${DEFAULT-VALUE}).")
  EngineChoice engine;

  @Mixin SetOption changes;

  @Mixin UnsealedOption seal;

  public LoadedDetector load(Path model) {
    return load(model, SettingsAdjustment.none());
  }

  /** Loads a model with {@code --set} and then with an adjustment of its settings. */
  public LoadedDetector load(Path model, SettingsAdjustment adjustment) {
    seal.requireFor(model);
    if (isOnnx(model)) {
      requireUnchanged(model);
      return unchanged(model, adjustment);
    }
    engineOptions.requirePrecisionOfModel(model);
    return Predictor.load(
        model, engineOptions.engine(), engine, config -> changed(config, model, adjustment));
  }

  /** Loads an exported file, whose settings are part of its graph and cannot change. */
  private LoadedDetector unchanged(Path model, SettingsAdjustment adjustment) {
    OnnxDetector detector = OnnxDetector.open(model, engineOptions.onnxThreads(), seal.policy());
    try {
      engineOptions.requirePrecisionOf(model, detector.quantization().isPresent());
    } catch (UserError e) {
      detector.close();
      throw e;
    }
    if (!detector.isAsExported()) {
      WarningLine.print(UnsealedOption.warning(model));
    }
    Detector.Config config = detector.config();
    Detector.Config wanted = adjustment.adjusted(config, changes);
    if (!wanted.equals(config)) {
      WarningLine.print(adjustment.cannotChange(model, config, wanted));
    }
    return detector;
  }

  private Detector.Config changed(
      Detector.Config config, Path model, SettingsAdjustment adjustment) {
    Detector.Config given = changes.of(config, model);
    Detector.Config adjusted = adjustment.adjusted(given, changes);
    if (!adjusted.equals(given) && !adjustment.note(given, adjusted).isEmpty()) {
      System.err.println(adjustment.note(given, adjusted));
    }
    return adjusted;
  }

  /** Whether a file is an ONNX file, by its name. */
  public static boolean isOnnx(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(ONNX_ENDING);
  }

  private void requireUnchanged(Path model) {
    if (engine == EngineChoice.TORCH) {
      throw new UserError(
          "--engine torch: libtorch does not run "
              + model
              + "; give the .safetensors file that it was exported from, or --engine onnx");
    }
    List<String> settings = changes.settings;
    if (settings != null) {
      throw new UserError(
          "--set "
              + settings.get(0)
              + ": the settings of "
              + model
              + " are part of its graph; export the model again with this setting: osprey export"
              + " --set "
              + settings.get(0));
    }
  }
}
