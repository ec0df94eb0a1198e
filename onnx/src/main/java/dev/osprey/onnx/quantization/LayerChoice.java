package dev.osprey.onnx.quantization;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.osprey.data.ImageSource;
import dev.osprey.onnx.quantization.range.QuantizedRange;
import dev.osprey.onnx.quantization.range.RangeRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ranges and the float layers of a quantised network, chosen by measured error on some of the
 * calibration images:
 *
 * <ol>
 *   <li>of the {@link RangeRule}s the one with the smallest {@linkplain DetectionShifts#loss loss},
 *       the first of equal ones;
 *   <li>the first 1, 2, 4, … layers in the order of computing, as long as each step reduces the
 *       loss by at least a tenth: what they round, all others get, and one of them alone tells
 *       nothing;
 *   <li>of the {@value #CANDIDATES} layers whose quantisation adds most noise to their own result
 *       those that reduce the loss by at least a tenth if they are float32 too, the most effective
 *       first. If together they do not reduce the loss, none of them is float32.
 * </ol>
 *
 * <p>Float layers take at most a tenth of the network's multiplications. A loss below {@value
 * #SMALL_LOSS} is good enough: no layer is float32 then.
 *
 * @param rule of the ranges
 * @param ranges by value
 * @param floatLayers in the order of computing
 * @param loss of the choice, on the trial images
 */
record LayerChoice(
    RangeRule rule, Map<String, QuantizedRange> ranges, Set<String> floatLayers, double loss) {
  private static final int TRIAL_IMAGES = 8;
  private static final int CANDIDATES = 12;
  private static final double SMALL_LOSS = 0.01;
  private static final double LEAST_GAIN = 0.1;
  private static final double LARGEST_SHARE = 0.1;

  /** What is compared: the float graph, its distributions and its detections. */
  private record Trial(
      ModelProto model, Calibration calibration, Map<String, Long> cost, TrialImages images) {
    double loss(Map<String, QuantizedRange> ranges, Set<String> floatLayers) {
      return images.shifts(QdqGraph.of(model, ranges, floatLayers)).loss();
    }

    /** Returns the share of layers in the network's multiplications. */
    double share(Set<String> layers) {
      double all = cost.values().stream().mapToLong(Long::longValue).sum();
      return layers.stream().mapToLong(layer -> cost.getOrDefault(layer, 0L)).sum() / all;
    }
  }

  /** Chooses for a model that takes images and gives detections. */
  static LayerChoice of(ModelProto model, Calibration calibration, List<ImageSource> images) {
    List<ImageSource> some = Int8Exporter.spread(images, TRIAL_IMAGES);
    Trial trial =
        new Trial(
            model,
            calibration,
            calibration.multiplications(model),
            new TrialImages(model, some.stream().map(ImageSource::read).toList()));
    LayerChoice choice = withRule(trial);
    if (choice.loss >= SMALL_LOSS) {
      choice = choice.withFirstLayers(trial);
    }
    return choice.loss < SMALL_LOSS ? choice : choice.withNoisyLayers(trial, some);
  }

  private static LayerChoice withRule(Trial trial) {
    List<LayerChoice> choices = new ArrayList<>();
    for (RangeRule rule : RangeRule.values()) {
      Map<String, QuantizedRange> ranges = trial.calibration.ranges(rule);
      choices.add(new LayerChoice(rule, ranges, Set.of(), trial.loss(ranges, Set.of())));
    }
    return choices.stream().min(Comparator.comparingDouble(LayerChoice::loss)).orElseThrow();
  }

  private LayerChoice withFirstLayers(Trial trial) {
    List<String> layers = List.copyOf(trial.cost().keySet());
    LayerChoice best = this;
    for (int count = 1; count <= layers.size(); count *= 2) {
      Set<String> first = new LinkedHashSet<>(layers.subList(0, count));
      if (trial.share(first) > LARGEST_SHARE) {
        return best;
      }
      LayerChoice tried = with(first, trial);
      // the second layer often shows what the first one costs
      if (tried.loss <= (1 - LEAST_GAIN) * best.loss) {
        best = tried;
      } else if (count > 2) {
        return best;
      }
    }
    return best;
  }

  private LayerChoice withNoisyLayers(Trial trial, List<ImageSource> images) {
    Map<String, Double> gains = new LinkedHashMap<>();
    LayerErrors.decibels(trial.model, ranges, images).entrySet().stream()
        .filter(layer -> !floatLayers.contains(layer.getKey()))
        .sorted(Map.Entry.comparingByValue())
        .limit(CANDIDATES)
        .map(Map.Entry::getKey)
        .forEach(layer -> gains.put(layer, loss - with(plus(layer), trial).loss));
    LayerChoice chosen = this;
    for (Map.Entry<String, Double> gain :
        gains.entrySet().stream()
            .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
            .toList()) {
      Set<String> more = chosen.plus(gain.getKey());
      if (gain.getValue() >= LEAST_GAIN * loss && trial.share(more) <= LARGEST_SHARE) {
        chosen = new LayerChoice(rule, ranges, more, loss);
      }
    }
    if (chosen.floatLayers.equals(floatLayers)) {
      return this;
    }
    LayerChoice together = with(chosen.floatLayers, trial);
    return together.loss < loss ? together : this;
  }

  private Set<String> plus(String layer) {
    Set<String> more = new LinkedHashSet<>(floatLayers);
    more.add(layer);
    return more;
  }

  private LayerChoice with(Set<String> layers, Trial trial) {
    return new LayerChoice(rule, ranges, layers, trial.loss(ranges, layers));
  }
}
