package dev.osprey.training.log;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.evaluation.coco.CocoSummary;
import dev.osprey.evaluation.landmark.LandmarkError;
import dev.osprey.evaluation.voc.VocMetrics;
import dev.osprey.training.evaluation.EvaluationResult;
import dev.osprey.training.loop.EpochResult;
import dev.osprey.training.loop.Listener;
import dev.osprey.training.loop.RunPlan;
import dev.osprey.training.loop.StepResult;
import dev.osprey.training.loop.TrainingPosition;
import dev.osprey.training.loop.TrainingState;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code metrics.jsonl}: one JSON object per line for each step ({@code "event": "step"}) and each
 * epoch ({@code "event": "epoch"}). A resumed run removes the lines of the steps that it repeats.
 */
public final class MetricsJsonl implements Listener {
  private static final String EVENT = "event";
  private static final String STEP = "step";
  private static final String EPOCH = "epoch";

  private final LineFile file;

  public MetricsJsonl(Path file) {
    this.file = new LineFile(file);
  }

  /**
   * Repairs the file so that a resumed run can append to it: unreadable lines are removed.
   *
   * @param notes receives a line if it is damaged
   */
  public static void repair(Path file, Consumer<String> notes) {
    new LineFile(file).repair(MetricsJsonl::isEvent, notes);
  }

  private static boolean isEvent(String line) {
    try {
      return line.startsWith("{")
          && line.endsWith("}")
          && ConfigReader.readJson(JsonNode.class, line, "metrics.jsonl").has(EVENT);
    } catch (UserError e) {
      return false;
    }
  }

  @Override
  public void onStart(RunPlan plan, TrainingState state) {
    file.keep(line -> isBefore(plan.start(), line));
  }

  private static boolean isBefore(TrainingPosition start, String line) {
    JsonNode event = ConfigReader.readJson(JsonNode.class, line, "metrics.jsonl");
    return event.path(EVENT).asText().equals(STEP)
        ? event.path(STEP).asLong() <= start.step()
        : event.path(EPOCH).asInt() <= start.epoch();
  }

  @Override
  public void onStep(StepResult step) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put(EVENT, STEP);
    line.put(EPOCH, step.epoch());
    line.put(STEP, step.step());
    line.put("learning_rate", step.learningRate());
    line.put("loss", step.total());
    line.put("losses", step.losses());
    line.put("gradient_norm", step.gradientNorm());
    line.put("pictures_per_second", step.imagesPerSecond());
    file.append(ConfigReader.toJson(line));
  }

  @Override
  public void onEpochEnd(
      EpochResult epoch, @Nullable EvaluationResult evaluation, TrainingState state) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put(EVENT, EPOCH);
    line.put(EPOCH, epoch.epoch());
    line.put(STEP, epoch.step());
    line.put("learning_rate", epoch.learningRate());
    line.put("loss", epoch.total());
    line.put("losses", epoch.losses());
    line.put("seconds", epoch.seconds());
    if (evaluation != null) {
      Map<String, Double> metrics = new LinkedHashMap<>();
      double[] values = evaluation.metrics().summary().values();
      for (int i = 0; i < values.length; i++) {
        metrics.put(CocoSummary.NAMES.get(i), values[i]);
      }
      VocMetrics voc = evaluation.voc();
      if (voc != null) {
        metrics.put("VOC_mAP", voc.map());
      }
      LandmarkError landmarks = evaluation.landmarks();
      if (landmarks != null && landmarks.found() > 0) {
        metrics.put("landmark_error", landmarks.mean());
      }
      line.put("metrics", metrics);
      line.put("evaluation_seconds", evaluation.seconds());
    }
    file.appendForced(ConfigReader.toJson(line));
  }
}
