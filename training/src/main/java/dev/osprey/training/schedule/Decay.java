package dev.osprey.training.schedule;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.core.text.UserError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The decay of the learning rate. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Decay.Constant.class, name = "constant"),
  @JsonSubTypes.Type(value = Decay.MultiStep.class, name = "multi-step"),
  @JsonSubTypes.Type(value = Decay.Cosine.class, name = "cosine"),
  @JsonSubTypes.Type(value = Decay.Plateau.class, name = "plateau")
})
public sealed interface Decay {

  /** The fraction of the base rate at a step, from the progress alone. */
  double factor(TrainingProgress progress);

  /** No decay. */
  record Constant() implements Decay {
    @Override
    public double factor(TrainingProgress progress) {
      return 1;
    }
  }

  /**
   * Multiplies the rate by {@code gamma} at each milestone, as torch's MultiStepLR does.
   *
   * @param milestones epochs at whose start the rate falls, ascending, counted from 0
   */
  record MultiStep(List<Integer> milestones, double gamma) implements Decay {
    public MultiStep {
      milestones = List.copyOf(milestones);
      for (int i = 0; i < milestones.size(); i++) {
        if (milestones.get(i) < 1 || (i > 0 && milestones.get(i) <= milestones.get(i - 1))) {
          throw new UserError(
              "schedule.decay.milestones are epochs of 1 or more, ascending; got " + milestones);
        }
      }
      requireFraction("gamma", gamma);
    }

    @Override
    public double factor(TrainingProgress progress) {
      long passed = milestones.stream().filter(milestone -> milestone <= progress.epoch()).count();
      return Math.pow(gamma, (double) passed);
    }
  }

  /**
   * Half a cosine over all steps of the run, as torch's CosineAnnealingLR.
   *
   * @param minFactor fraction of the rate at the end
   */
  record Cosine(double minFactor) implements Decay {
    public Cosine {
      requireFraction("minFactor", minFactor);
    }

    @Override
    public double factor(TrainingProgress progress) {
      return minFactor + (1 - minFactor) * (1 + Math.cos(Math.PI * progress.fraction())) / 2;
    }
  }

  /**
   * Multiplies the rate by {@code factor} when a metric has stopped improving, as torch's
   * ReduceLROnPlateau does with a relative threshold. Its state is a {@link PlateauState}.
   *
   * @param metric the monitored metric, once per epoch
   * @param factor of the rate at each reduction
   * @param patience number of epochs without improvement before one more reduces the rate
   * @param threshold relative change that counts as an improvement
   * @param minFactor smallest fraction of the base rate
   */
  record Plateau(
      ObservedMetric metric, double factor, int patience, double threshold, double minFactor)
      implements Decay {

    /** The monitored metric of a plateau schedule. */
    public enum ObservedMetric {
      /** The mean training loss of the epoch, to be minimised (pytorch-retinanet). */
      LOSS,
      /**
       * AP over IoU 0.50:0.95 on the validation split, to be maximised; epochs without evaluation
       * do not count.
       */
      MAP
    }

    public Plateau {
      if (!(factor > 0 && factor < 1)) {
        throw new UserError(
            "schedule.decay.factor is " + factor + "; give a number above 0 and below 1");
      }
      if (patience < 0) {
        throw new UserError("schedule.decay.patience is " + patience + "; give 0 epochs or more");
      }
      requireFraction("threshold", threshold);
      requireFraction("minFactor", minFactor);
    }

    @Override
    public double factor(TrainingProgress progress) {
      return 1;
    }

    /** The state after an epoch; {@code map} is absent if the epoch was not evaluated. */
    PlateauState next(PlateauState state, double loss, @Nullable Double map) {
      Double value = metric == ObservedMetric.LOSS ? Double.valueOf(loss) : map;
      if (value == null) {
        return state;
      }
      if (isBetter(value, state.best())) {
        return new PlateauState(value, 0, state.factor());
      }
      int badEpochs = state.badEpochs() + 1;
      return badEpochs > patience
          ? new PlateauState(state.best(), 0, Math.max(minFactor, state.factor() * factor))
          : new PlateauState(state.best(), badEpochs, state.factor());
    }

    private boolean isBetter(double value, @Nullable Double best) {
      if (best == null) {
        return true;
      }
      return metric == ObservedMetric.LOSS
          ? value < best * (1 - threshold)
          : value > best * (1 + threshold);
    }
  }

  private static void requireFraction(String key, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new UserError(
          "schedule.decay." + key + " is " + value + "; give a number between 0 and 1");
    }
  }
}
