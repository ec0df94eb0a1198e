package dev.osprey.training.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.text.UserError;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Expected numbers are those of torch.optim.lr_scheduler. */
class ScheduleTest {

  @Test
  void multiStepFallsWhenAMilestoneEpochBegins() {
    Schedule schedule = schedule(null, new Decay.MultiStep(List.of(2, 3), 0.1));

    assertThat(factors(schedule, 0, 7, 8, 11, 12, 19))
        .containsExactly(1.0, 1.0, 0.1, 0.1, 0.1 * 0.1, 0.1 * 0.1);
  }

  @Test
  void cosineFallsFromOneToTheMinimumFactor() {
    Schedule schedule = new Schedule(new ScheduleConfig(null, new Decay.Cosine(0.1)), 4, 2);

    double[] torch = {
      1.0,
      0.9657457896300791,
      0.8681980515339464,
      0.7222075445642905,
      0.55,
      0.3777924554357097,
      0.2318019484660537,
      0.134254210369921,
      0.1
    };
    for (int step = 0; step < torch.length; step++) {
      assertThat(schedule.factor(step)).isCloseTo(torch[step], within(1e-12));
    }
    assertThat(schedule.factor(1000)).isEqualTo(0.1);
  }

  @Test
  void warmUpRisesLinearlyToOne() {
    Schedule schedule = schedule(new WarmUp(4, 0.001), new Decay.Constant());

    double[] torch = {0.001, 0.25075, 0.5005, 0.75025, 1, 1};
    for (int step = 0; step < torch.length; step++) {
      assertThat(schedule.factor(step)).isCloseTo(torch[step], within(1e-12));
    }
  }

  @Test
  void multipliesWarmUpAndDecay() {
    Schedule schedule = schedule(new WarmUp(8, 0.5), new Decay.MultiStep(List.of(1), 0.1));

    // step 4 is the first of epoch 1: half of the way from 0.5 to 1, times 0.1
    assertThat(schedule.factor(4)).isCloseTo(0.075, within(1e-12));
  }

  @Test
  void plateauOfTheLossFallsAfterMoreThanPatienceBadEpochs() {
    Schedule schedule =
        schedule(null, new Decay.Plateau(Decay.Plateau.ObservedMetric.LOSS, 0.1, 3, 1e-4, 0));

    List<Double> factors = new ArrayList<>();
    for (double loss :
        new double[] {1.0, 0.9, 0.9, 0.9, 0.89999, 0.9, 0.91, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6}) {
      schedule.observe(loss, null);
      factors.add(schedule.factor(0));
    }

    assertThat(factors)
        .containsExactly(
            1.0, 1.0, 1.0, 1.0, 1.0, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 * 0.1, 0.1 * 0.1);
  }

  @Test
  void plateauOfMapWaitsForTheNextEvaluationAndStopsAtItsMinimum() {
    Schedule schedule =
        schedule(null, new Decay.Plateau(Decay.Plateau.ObservedMetric.MAP, 0.5, 1, 1e-2, 0.2));

    List<Double> factors = new ArrayList<>();
    for (double map : new double[] {0.1, 0.2, 0.2, 0.201, 0.3, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}) {
      schedule.observe(9, null);
      schedule.observe(9, map);
      factors.add(schedule.factor(0));
    }

    assertThat(factors).containsExactly(1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.25, 0.25, 0.2, 0.2, 0.2);
  }

  @Test
  void restoredPlateauContinuesCounting() {
    Decay decay = new Decay.Plateau(Decay.Plateau.ObservedMetric.LOSS, 0.1, 1, 0, 0);
    Schedule first = schedule(null, decay);
    first.observe(1, null);
    first.observe(2, null);
    Schedule second = schedule(null, decay);
    second.restore(first.state());

    second.observe(2, null);

    assertThat(second.factor(0)).isEqualTo(0.1);
  }

  @Test
  void refusesSettingsOutsideTheirRange() {
    assertThatThrownBy(() -> new Decay.MultiStep(List.of(8, 8), 0.1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("schedule.decay.milestones");
    assertThatThrownBy(() -> new WarmUp(0, 0.1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("warmUp: null");
    assertThatThrownBy(() -> new Decay.Plateau(Decay.Plateau.ObservedMetric.LOSS, 1, 3, 0, 0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("schedule.decay.factor");
    assertThatThrownBy(() -> new Decay.Cosine(Double.NaN)).isInstanceOf(UserError.class);
  }

  @Property
  void factorsAreBetweenZeroAndOne(
      @ForAll @IntRange(max = 1000) int step, @ForAll @IntRange(min = 1, max = 50) int perEpoch) {
    for (Decay decay :
        List.of(
            new Decay.Constant(), new Decay.MultiStep(List.of(1, 4), 0.1), new Decay.Cosine(0))) {
      Schedule schedule =
          new Schedule(new ScheduleConfig(new WarmUp(10, 0.01), decay), perEpoch, 5);
      assertThat(schedule.factor(step)).isBetween(0.0, 1.0);
    }
  }

  private static Schedule schedule(@org.jspecify.annotations.Nullable WarmUp warmUp, Decay decay) {
    return new Schedule(new ScheduleConfig(warmUp, decay), 4, 5);
  }

  private static List<Double> factors(Schedule schedule, long... steps) {
    return java.util.Arrays.stream(steps).mapToObj(schedule::factor).toList();
  }
}
