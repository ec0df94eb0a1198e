package dev.osprey.training.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.report.Curve;
import dev.osprey.report.TrainingCurves;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The history of a run, read from its {@code metrics.jsonl}: curves, epochs and time. */
public final class RunHistory {
  private final Map<String, List<double[]>> losses = new LinkedHashMap<>();
  private final Map<String, List<double[]>> scores = new LinkedHashMap<>();
  private final List<double[]> rates = new ArrayList<>();
  private double seconds;
  private int epochs;

  private RunHistory() {}

  /**
   * Reads the file of a run.
   *
   * @param warnings receives a line if it cannot be read; the history is then empty
   */
  public static RunHistory read(Path file, Consumer<String> warnings) {
    RunHistory history = new RunHistory();
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      text.lines().forEach(line -> history.add(line, file));
    } catch (IOException e) {
      warnings.accept(file + " cannot be read: " + IoReason.of(e) + "; the report has no curves");
    }
    return history;
  }

  /** Skips unreadable lines: the report is about the model, not about its log. */
  private void add(String line, Path file) {
    JsonNode event;
    try {
      event = ConfigReader.readJson(JsonNode.class, line, file.toString());
    } catch (UserError e) {
      return;
    }
    if (event.path("event").asText().equals("step")) {
      addStep(event);
    } else {
      addEpoch(event);
    }
  }

  private void addStep(JsonNode event) {
    double step = event.path("step").asDouble();
    rates.add(new double[] {step, event.path("learning_rate").asDouble()});
    event
        .path("losses")
        .properties()
        .forEach(term -> add(losses, term.getKey(), step, term.getValue().asDouble()));
  }

  private void addEpoch(JsonNode event) {
    epochs = event.path("epoch").asInt();
    seconds += event.path("seconds").asDouble() + event.path("evaluation_seconds").asDouble();
    JsonNode metrics = event.path("metrics");
    if (metrics.isObject()) {
      addScore("mAP50", metrics.path("AP50"));
      addScore("mAP50:95", metrics.path("AP"));
      addScore("VOC mAP", metrics.path("VOC_mAP"));
    }
  }

  /** A negative score means none, because there was nothing to measure. */
  private void addScore(String name, JsonNode score) {
    if (score.isNumber() && score.asDouble() >= 0) {
      add(scores, name, epochs, score.asDouble());
    }
  }

  private static void add(Map<String, List<double[]>> curves, String name, double x, double y) {
    curves.computeIfAbsent(name, unused -> new ArrayList<>()).add(new double[] {x, y});
  }

  /** The number of trained epochs. */
  public int epochs() {
    return epochs;
  }

  /** The time of training and evaluation in seconds. */
  public double seconds() {
    return seconds;
  }

  /** Losses and learning rate by step, scores by epoch. */
  public TrainingCurves curves() {
    return new TrainingCurves(
        curves(losses), List.of(curve("learning rate", rates)), curves(scores));
  }

  private static List<Curve> curves(Map<String, List<double[]>> points) {
    List<Curve> curves = new ArrayList<>();
    points.forEach((name, ofName) -> curves.add(curve(name, ofName)));
    return curves;
  }

  private static Curve curve(String name, List<double[]> points) {
    return new Curve(
        name,
        points.stream().mapToDouble(point -> point[0]).toArray(),
        points.stream().mapToDouble(point -> point[1]).toArray());
  }
}
