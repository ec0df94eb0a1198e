package dev.osprey.training.log;

import dev.osprey.core.text.NameList;
import dev.osprey.evaluation.Metric;
import dev.osprey.evaluation.coco.CocoSummary;
import dev.osprey.training.evaluation.EvaluationResult;
import dev.osprey.training.loop.EpochResult;
import dev.osprey.training.loop.Listener;
import dev.osprey.training.loop.RunPlan;
import dev.osprey.training.loop.TrainingState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code metrics.csv}: one row for each epoch, with the means of its steps, COCO's 12 numbers and,
 * if the run uses VOC's metric, VOC's mAP. These are empty for epochs without evaluation. A resumed
 * run replaces the rows of epochs that it trains again.
 */
public final class MetricsCsv implements Listener {
  private static final String VOC = "VOC_mAP";

  private final LineFile file;
  private final Metric metric;

  /**
   * @param metric of the run; a VOC metric has an additional column
   */
  public MetricsCsv(Path file, Metric metric) {
    this.file = new LineFile(file);
    this.metric = metric;
  }

  /**
   * Repairs the file so that a resumed run can append to it: unreadable rows are removed.
   *
   * @param notes receives a line if it is damaged
   */
  public static void repair(Path file, Consumer<String> notes) {
    new LineFile(file).repair(line -> isHeader(line) || epoch(line) < Integer.MAX_VALUE, notes);
  }

  /**
   * Reports the rows that are missing from the file of a resumed run. They are not written again.
   *
   * @param epochs number of finished epochs
   * @param notes receives a line if some are missing
   */
  public static void reportMissing(Path file, int epochs, Consumer<String> notes) {
    Set<Integer> present = new HashSet<>();
    new LineFile(file).lines().forEach(line -> present.add(epoch(line)));
    List<String> missing =
        IntStream.rangeClosed(1, epochs)
            .filter(epoch -> !present.contains(epoch))
            .mapToObj(Integer::toString)
            .toList();
    if (!missing.isEmpty()) {
      notes.accept(
          "warning: "
              + file
              + " has no row for epoch "
              + NameList.text(missing)
              + "; metrics.jsonl and log.txt may still contain its numbers");
    }
  }

  private static boolean isHeader(String line) {
    return line.startsWith("epoch,");
  }

  @Override
  public void onStart(RunPlan plan, TrainingState state) {
    int finished = plan.start().epoch();
    // If no epoch is finished, the header is removed as well and written again with the first row.
    file.keep(line -> finished > 0 && (isHeader(line) || epoch(line) <= finished));
  }

  private static int epoch(String row) {
    String first = row.substring(0, Math.max(0, row.indexOf(',')));
    return first.matches("\\d{1,9}") ? Integer.parseInt(first) : Integer.MAX_VALUE;
  }

  @Override
  public void onEpochEnd(
      EpochResult epoch, @Nullable EvaluationResult evaluation, TrainingState state) {
    addHeader(epoch);
    List<Object> row = new ArrayList<>();
    row.add(epoch.epoch());
    row.add(epoch.step());
    row.add(epoch.learningRate());
    row.add(epoch.total());
    row.addAll(epoch.losses().values());
    row.add(epoch.gradientNorm());
    row.add(epoch.imagesPerSecond());
    row.add(epoch.seconds());
    for (int i = 0; i < CocoSummary.NAMES.size(); i++) {
      row.add(evaluation == null ? "" : evaluation.metrics().summary().values()[i]);
    }
    if (metric != Metric.COCO) {
      row.add(evaluation == null ? "" : evaluation.map());
    }
    file.appendForced(row.stream().map(Object::toString).collect(Collectors.joining(",")));
  }

  /** Adds the header if the file is new or damage removed it. */
  private void addHeader(EpochResult epoch) {
    List<String> lines = file.lines();
    if (lines.isEmpty() || !isHeader(lines.get(0))) {
      List<String> complete = new ArrayList<>(List.of(String.join(",", header(epoch))));
      complete.addAll(lines);
      file.replace(complete);
    }
  }

  private List<String> header(EpochResult epoch) {
    List<String> names = new ArrayList<>(List.of("epoch", "step", "learning_rate", "loss"));
    names.addAll(epoch.losses().keySet());
    names.addAll(List.of("gradient_norm", "pictures_per_second", "seconds"));
    names.addAll(CocoSummary.NAMES);
    if (metric != Metric.COCO) {
      names.add(VOC);
    }
    return names;
  }
}
