package dev.osprey.cli.val;

import dev.osprey.cli.options.SetOption;
import dev.osprey.cli.options.SettingsAdjustment;
import dev.osprey.detection.Detector;
import dev.osprey.detection.postprocess.Postprocess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Removes a model's limits on the candidates and detections of an image. In Pytorch_Retinaface's
 * {@code test_widerface.py}, {@code top_k} and {@code keep_top_k} have no effect either.
 */
final class WiderAdjustment implements SettingsAdjustment {
  private static final String TOP_K = "topK";
  private static final String MAX_DETECTIONS = "maxDetections";

  @Override
  public Detector.Config adjusted(Detector.Config config, SetOption changes) {
    Postprocess.Config own = config.postprocess();
    return config.withPostprocess(
        own.withLimits(
            changes.replaces(config, TOP_K) ? own.topK() : null,
            changes.replaces(config, MAX_DETECTIONS) ? own.maxDetections() : null));
  }

  @Override
  public String note(Detector.Config before, Detector.Config after) {
    List<String> lifted = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    lifted(before, after)
        .forEach(
            limit -> {
              lifted.add(limit.name + " " + limit.value);
              kept.add("--set " + SetOption.assignment(before, limit.name, limit.value));
            });
    return "inference without the model's "
        + String.join(" and ", lifted)
        + ", as Pytorch_Retinaface's test script does; to keep "
        + (lifted.size() == 1 ? "it: " : "them: ")
        + String.join(" ", kept);
  }

  @Override
  public String cannotChange(Path file, Detector.Config config, Detector.Config wanted) {
    List<String> limits = new ArrayList<>();
    List<String> settings = new ArrayList<>();
    lifted(config, wanted)
        .forEach(
            limit -> {
              limits.add(limit.name + " " + limit.value);
              settings.add("--set " + SetOption.assignment(config, limit.name, null));
            });
    return file
        + " has "
        + String.join(" and ", limits)
        + " in its graph, but Pytorch_Retinaface's test script has no limits; export the model"
        + " again with "
        + String.join(" ", settings);
  }

  private record Limit(String name, int value) {}

  private static List<Limit> lifted(Detector.Config before, Detector.Config after) {
    List<Limit> limits = new ArrayList<>();
    add(limits, TOP_K, before.postprocess().topK(), after.postprocess().topK());
    add(
        limits,
        MAX_DETECTIONS,
        before.postprocess().maxDetections(),
        after.postprocess().maxDetections());
    return limits;
  }

  private static void add(
      List<Limit> limits, String name, @Nullable Integer before, @Nullable Integer after) {
    if (before != null && after == null) {
      limits.add(new Limit(name, before));
    }
  }
}
