package dev.osprey.training.loop;

import dev.osprey.training.evaluation.EvaluationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A listener that records the events of a run and can request a stop. */
final class RunRecorder implements Listener {
  final List<StepResult> steps = new ArrayList<>();
  final List<EpochResult> epochs = new ArrayList<>();
  final List<EvaluationResult> evaluations = new ArrayList<>();
  final List<StopReason> reasons = new ArrayList<>();
  private @Nullable RunPlan plan;
  private @Nullable Trainer trainer;
  private long stopStep;

  void stopAtStep(long step, Trainer ofRun) {
    stopStep = step;
    trainer = ofRun;
  }

  RunPlan plan() {
    return Objects.requireNonNull(plan);
  }

  @Override
  public void onStart(RunPlan newPlan, TrainingState state) {
    plan = newPlan;
  }

  @Override
  public void onStep(StepResult step) {
    steps.add(step);
    if (trainer != null && step.step() == stopStep) {
      trainer.requestStop();
    }
  }

  @Override
  public void onEvaluation(EvaluationResult evaluation) {
    evaluations.add(evaluation);
  }

  @Override
  public void onEpochEnd(
      EpochResult epoch, @Nullable EvaluationResult evaluation, TrainingState state) {
    epochs.add(epoch);
  }

  @Override
  public void onStop(StopReason reason, TrainingState state) {
    reasons.add(reason);
  }
}
