package dev.osprey.training.overfit;

import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.run.TrainingRun;
import dev.osprey.training.schedule.WarmUp;
import java.util.ArrayList;
import java.util.List;

/**
 * A run that overfits a few images and is evaluated on the same ones: the quickest check of a data
 * set and a configuration. Wrong boxes, unfit anchors, a learning rate that is too high or a faulty
 * head make it fail within minutes.
 *
 * <p>It is an ordinary run, with the configuration's model, optimiser and rate; {@link #settings}
 * has the differences. An epoch repeats the images for {@value #STEPS_PER_CHECK} steps, so that
 * evaluating and saving are rare: between two evaluations the running statistics of batch norms,
 * with a momentum of 0.1 per step, have time to follow the weights (0.9^25 is 0.07).
 */
public final class Overfit {
  private static final int STEPS_PER_CHECK = 25;
  private static final int MAX_CHECKS = 40;
  private static final int MAX_WARM_UP_STEPS = 20;
  private static final double MAX_MINUTES = 15;

  /** The mAP50 at which images count as learnt. */
  private static final double LEARNT = 0.99;

  private Overfit() {}

  /** The overrides of {@code config}, as {@code key.path=value}. */
  public static List<String> settings(RunConfig config) {
    List<String> settings = new ArrayList<>();
    settings.add("augmentations=[]");
    settings.add("schedule.decay={type: constant}");
    WarmUp warmUp = config.schedule().warmUp();
    if (warmUp != null) {
      settings.add("schedule.warmUp.steps=" + Math.min(warmUp.steps(), MAX_WARM_UP_STEPS));
    }
    settings.add("training.epochs=" + MAX_CHECKS);
    settings.add("training.accumulate=1");
    settings.add("training.averageDecay=null");
    settings.add("training.stopAtMap50=" + LEARNT);
    if (config.training().maxMinutes() == null) {
      settings.add("training.maxMinutes=" + MAX_MINUTES);
    }
    settings.add("evaluation.everyEpochs=1");
    return settings;
  }

  /**
   * Selects images with objects, evenly spread over {@code train}, because files are often sorted
   * by class or scene. All of them if there are fewer than requested.
   *
   * @param config has {@link #settings}
   * @param images at least 1
   */
  public static TrainingRun.Splits splits(Dataset train, RunConfig config, int images) {
    List<Sample> marked = train.samples().stream().filter(Overfit::hasTargets).toList();
    if (marked.isEmpty()) {
      throw new UserError(
          train.name() + ": no image has a marked object; there is nothing to learn");
    }
    int count = Math.min(images, marked.size());
    List<Sample> chosen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chosen.add(marked.get((int) ((long) i * marked.size() / count)));
    }
    Dataset few = new Dataset(train.name() + " (" + count + ")", train.labels(), chosen);
    return new TrainingRun.Splits(repeated(few, config.training().batchSize()), few);
  }

  static boolean hasTargets(Sample sample) {
    return sample.annotations().stream()
        .anyMatch(object -> !object.isCrowd() && !object.box().isEmpty());
  }

  /** Repeats the images to fill the steps of an epoch. */
  private static Dataset repeated(Dataset few, int batchSize) {
    int times = Math.max(1, (STEPS_PER_CHECK * batchSize + few.size() - 1) / few.size());
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      for (Sample sample : few.samples()) {
        samples.add(sample.withId(samples.size()));
      }
    }
    return new Dataset(few.name(), few.labels(), samples);
  }
}
