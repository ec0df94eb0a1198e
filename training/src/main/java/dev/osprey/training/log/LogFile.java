package dev.osprey.training.log;

import dev.osprey.core.text.NameList;
import dev.osprey.core.text.OneLine;
import dev.osprey.evaluation.coco.CocoTable;
import dev.osprey.evaluation.voc.VocMetrics;
import dev.osprey.evaluation.voc.VocTable;
import dev.osprey.training.evaluation.EvaluationResult;
import dev.osprey.training.loop.EpochResult;
import dev.osprey.training.loop.Listener;
import dev.osprey.training.loop.RunPlan;
import dev.osprey.training.loop.StopReason;
import dev.osprey.training.loop.TrainingState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code log.txt}: the events of a run with their times. A resumed run appends to it. */
public final class LogFile implements Listener {
  private final LineFile file;
  private final Clock clock;

  public LogFile(Path file, Clock clock) {
    this.file = new LineFile(file);
    this.clock = clock;
  }

  /**
   * Repairs the file so that a resumed run can append to it; see {@link LineFile#repair}.
   *
   * @param notes receives a line if it is damaged
   */
  public static void repair(Path file, Consumer<String> notes) {
    new LineFile(file).repair(line -> true, notes);
  }

  @Override
  public void onNote(String text) {
    write(text);
  }

  @Override
  public void onStart(RunPlan plan, TrainingState state) {
    write(RunText.plan(plan));
    write("classes: " + NameList.text(state.labels().names()));
    write("engine: " + state.weights().engine());
  }

  @Override
  public void onEpochEnd(
      EpochResult epoch, @Nullable EvaluationResult evaluation, TrainingState state) {
    write(RunText.epoch(epoch, evaluation));
    if (evaluation != null) {
      write(indented(CocoTable.summary(evaluation.metrics())));
      write(indented(CocoTable.perClass(evaluation.metrics(), state.labels())));
      VocMetrics voc = evaluation.voc();
      if (voc != null) {
        write(indented(VocTable.summary(voc) + VocTable.perClass(voc, state.labels())));
      }
    }
  }

  @Override
  public void onStop(StopReason reason, TrainingState state) {
    write(RunText.stop(reason) + ", after step " + state.position().step());
  }

  private static String indented(String table) {
    return table.lines().collect(Collectors.joining("\n    ", "\n    ", ""));
  }

  private void write(String text) {
    // a line break in a name must not start a new log line
    String safe = text.lines().map(OneLine::of).collect(Collectors.joining("\n"));
    file.append(
        clock.instant().truncatedTo(ChronoUnit.SECONDS)
            + "  "
            + safe.replaceAll("\n(?! )", "\n    "));
  }
}
