package dev.osprey.training.report;

import dev.osprey.data.Dataset;
import dev.osprey.data.loader.BatchLoader;
import dev.osprey.predict.Predictor;
import dev.osprey.torch.Engine;
import dev.osprey.training.checkpoint.RunFolder;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.evaluation.DatasetDetections;
import dev.osprey.training.evaluation.Evaluation;
import dev.osprey.training.evaluation.EvaluationResult;
import dev.osprey.training.evaluation.StopSignal;
import dev.osprey.weights.ModelFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the best model file of a run. This is needed only if an earlier process evaluated the
 * best weights; otherwise the finished run still has their evaluation.
 */
public final class BestModelEvaluation {
  private BestModelEvaluation() {}

  /**
   * Runs inference with {@code best.safetensors} on the validation split and computes the metrics
   * of the run.
   *
   * @param validation with the labels of the training split
   * @return null if {@code stop} was requested before the end
   * @throws dev.osprey.core.text.UserError if the model file is missing or damaged
   */
  public static @Nullable EvaluationResult evaluate(
      RunConfig config,
      RunFolder folder,
      Dataset validation,
      DatasetDetections.Progress progress,
      StopSignal stop) {
    Engine engine = config.engine().engine();
    Map<String, String> summary = summary(folder.best());
    try (Predictor predictor = Predictor.load(folder.best(), engine);
        BatchLoader loader =
            new BatchLoader(
                validation,
                predictor.config().preprocessing(),
                List.of(),
                config.training().evaluationLoader(config.evaluation().batchSize()))) {
      Evaluation evaluation =
          new Evaluation(config.evaluation(), loader, progress, System::nanoTime);
      int epochs = Integer.parseInt(summary.getOrDefault("epochs", "0"));
      long step = Long.parseLong(summary.getOrDefault("step", "0"));
      return evaluation.evaluate(predictor, epochs, step, stop);
    }
  }

  private static Map<String, String> summary(Path file) {
    try (ModelFile model = ModelFile.open(file)) {
      return model.summary();
    }
  }
}
