package dev.osprey.weights.peers.keys;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The purpose of a checkpoint key that is not a parameter of the network. */
public enum ExtraKeyKind {
  PROFILER("a profiler's counters"),
  LOSS("a loss's or metric's state"),
  ANCHORS("anchors, which are computed"),
  STATISTICS("the images' mean and deviation; compare them with the preset's"),
  AVERAGES("averages of the weights"),
  OTHER("no part of this network");

  private static final Set<String> COUNTERS =
      Set.of("total_ops", "total_params", "__flops__", "__params__");
  private static final Set<String> ANCHOR_MODULES =
      Set.of(
          "anchors",
          "cell_anchors",
          "base_anchors",
          "anchor_generator",
          "prior_generator",
          "priors",
          "prior_boxes");
  private static final Set<String> IMAGE_STATISTICS =
      Set.of("mean", "std", "pixel_mean", "pixel_std", "image_mean", "image_std");
  private static final Set<String> STEPS = Set.of("n_averaged", "steps", "num_updates", "initted");

  /** Words in the names of losses and metrics, in any position. */
  private static final Set<String> LOSS_WORDS =
      Set.of("loss", "losses", "criterion", "criterions", "criteria", "metric", "metrics");

  /** Words that mean a loss or a metric only in modules beside the network. */
  private static final Set<String> LOSS_WORDS_OUTSIDE =
      Set.of("map", "mar", "acc", "accuracy", "auroc", "f1", "iou", "confmat", "weights", "recall");

  private static final Set<String> CLASS_WEIGHTS =
      Set.of("pos_weight", "class_weight", "class_weights", "empty_weight");
  private static final Pattern BETWEEN_WORDS = Pattern.compile("_|(?<=[a-z0-9])(?=[A-Z])");

  private final String text;

  ExtraKeyKind(String text) {
    this.text = text;
  }

  /** The description for the user, after the keys. */
  String text() {
    return text;
  }

  /** Returns the purpose of a key inside the modules of the network; empty if it may be a layer. */
  static Optional<ExtraKeyKind> inside(String key) {
    List<String> parts = List.of(key.split("\\."));
    if (COUNTERS.contains(last(parts))) {
      return Optional.of(PROFILER);
    }
    if (parts.stream().anyMatch(ANCHOR_MODULES::contains)) {
      return Optional.of(ANCHORS);
    }
    return parts.stream().anyMatch(part -> hasWord(part, LOSS_WORDS))
        ? Optional.of(LOSS)
        : Optional.empty();
  }

  /** Returns the purpose of a key outside the modules of the network. */
  static ExtraKeyKind outside(String key) {
    Optional<ExtraKeyKind> known = inside(key);
    if (known.isPresent()) {
      return known.get();
    }
    List<String> parts = List.of(key.split("\\."));
    if (STEPS.contains(last(parts)) && parts.size() == 1) {
      return AVERAGES;
    }
    if (IMAGE_STATISTICS.contains(last(parts))) {
      return STATISTICS;
    }
    boolean isLoss =
        CLASS_WEIGHTS.contains(last(parts))
            || parts.stream()
                .limit(Math.max(1, parts.size() - 1))
                .anyMatch(part -> hasWord(part, LOSS_WORDS_OUTSIDE));
    return isLoss ? LOSS : OTHER;
  }

  private static String last(List<String> parts) {
    return parts.isEmpty() ? "" : parts.get(parts.size() - 1);
  }

  private static boolean hasWord(String part, Set<String> words) {
    return Arrays.stream(BETWEEN_WORDS.split(part))
        .anyMatch(word -> words.contains(word.toLowerCase(Locale.ROOT)));
  }
}
