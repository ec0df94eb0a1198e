package dev.osprey.cli.explain;

import dev.osprey.cli.predict.AnnotatedFileNames;
import dev.osprey.core.Box;
import dev.osprey.core.LabelMap;
import dev.osprey.core.file.AtomicFile;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.postprocess.explanation.Explanation;
import dev.osprey.detection.postprocess.explanation.Fate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Explanations as a file beside the detections, whose COCO format has no place for them: {@code
 * dets.why.json} beside {@code dets.json}.
 */
public final class ExplanationJson {
  private final LabelMap labels;
  private final List<Object> entries = new ArrayList<>();

  public ExplanationJson(LabelMap labels) {
    this.labels = labels;
  }

  public static Path beside(Path detections) {
    String name = detections.getFileName().toString();
    String stem = name.endsWith(".json") ? name.substring(0, name.length() - 5) : name;
    return detections.resolveSibling(stem + ".why.json");
  }

  public void add(Path image, Explanation why, ExplanationText text) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("file_name", image.toString());
    entry.put("point", List.of(why.point().x(), why.point().y()));
    entry.put("summary", text.summary());
    entry.put("reference", text.references());
    entry.put("anchors", why.anchors());
    entry.put("covering", why.covering());
    entry.put("invalid", why.invalid());
    entry.put(
        "candidates",
        why.candidates().stream().map(candidate -> candidate(candidate, text)).toList());
    entries.add(entry);
  }

  private Map<String, Object> candidate(Explanation.Candidate candidate, ExplanationText text) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("category_id", labels.categoryId(candidate.label()));
    entry.put("category", labels.name(candidate.label()));
    entry.put("score", candidate.score());
    entry.put("bbox", xywh(candidate.box()));
    entry.put("level", candidate.level());
    entry.put("anchor_bbox", xywh(candidate.anchor()));
    entry.put("anchor_iou", candidate.anchorIou());
    entry.put("fate", name(candidate.fate()));
    entry.put("reason", text.fate(candidate));
    if (text.setting(candidate) != null) {
      entry.put("setting", text.setting(candidate));
    }
    if (candidate.fate() instanceof Fate.BeyondTopK beyond) {
      putRank(entry, beyond.rank(), beyond.limit());
    }
    if (candidate.fate() instanceof Fate.BeyondLimit beyond) {
      putRank(entry, beyond.rank(), beyond.limit());
    }
    if (candidate.fate() instanceof Fate.Suppressed suppressed) {
      entry.put("suppressed_by_bbox", xywh(suppressed.by().box()));
      entry.put("suppressed_by_score", suppressed.by().score());
      entry.put("suppressed_iou", suppressed.iou());
    }
    return entry;
  }

  private static void putRank(Map<String, Object> entry, int rank, int limit) {
    entry.put("rank", rank);
    entry.put("limit", limit);
  }

  private static List<Double> xywh(Box box) {
    return Stream.of(box.x1(), box.y1(), box.width(), box.height())
        .map(AnnotatedFileNames::shortest)
        .toList();
  }

  private static String name(Fate fate) {
    if (fate instanceof Fate.BelowThreshold) {
      return "below-threshold";
    }
    if (fate instanceof Fate.BeyondTopK) {
      return "beyond-top-k";
    }
    if (fate instanceof Fate.TooSmall) {
      return "too-small";
    }
    if (fate instanceof Fate.Suppressed) {
      return "suppressed";
    }
    return fate instanceof Fate.BeyondLimit ? "beyond-limit" : "kept";
  }

  public void write(Path file) {
    AtomicFile.write(file, ConfigReader.toJson(entries) + "\n");
  }
}
