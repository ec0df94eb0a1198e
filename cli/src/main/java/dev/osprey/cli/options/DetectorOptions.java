package dev.osprey.cli.options;

import dev.osprey.cli.failure.WarningLine;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.trained.TrainedSizes;
import dev.osprey.onnx.OnnxExporter;
import dev.osprey.onnx.runtime.OnnxDetector;
import dev.osprey.predict.LoadedDetector;
import dev.osprey.predict.Predictor;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.ModelFile;
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
          "torch, onnx or auto: auto runs .onnx files on ONNX Runtime and model files on libtorch;"
              + " onnx runs model files on ONNX Runtime too (default: ${DEFAULT-VALUE}).")
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
    if (engine == EngineChoice.ONNX) {
      return exported(model, adjustment);
    }
    return Predictor.load(
        model, engineOptions.engine(), config -> changed(config, model, adjustment));
  }

  /** Loads an exported file, whose settings are part of its graph and cannot change. */
  private LoadedDetector unchanged(Path model, SettingsAdjustment adjustment) {
    OnnxDetector detector = OnnxDetector.open(model, engineOptions.onnxThreads(), seal.policy());
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

  private LoadedDetector exported(Path model, SettingsAdjustment adjustment) {
    int threads = engineOptions.onnxThreads();
    try (ModelFile file = ModelFile.open(model)) {
      Detector detector = changed(file.config(), model, adjustment).create();
      try (Weights weights = file.weights(detector.network(), Engine.cpu())) {
        TrainedSizes sizes = TrainedSizes.read(file.summary(), model.toString());
        return new OnnxExporter(detector, file.labels(), weights, sizes).open(threads);
      }
    }
  }
}
