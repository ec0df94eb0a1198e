package dev.osprey.cli.explain;

import dev.osprey.cli.output.OutputFile;
import dev.osprey.core.LabelMap;
import dev.osprey.core.file.AtomicFile;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.postprocess.explanation.Explanation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects explanations and writes them to a separate file beside the detections, such as {@code
 * dets.why.json} beside {@code dets.json}, because COCO's result format has no field for them.
 */
public final class ExplanationJson {
  private final LabelMap labels;
  private final List<Object> entries = new ArrayList<>();

  public ExplanationJson(LabelMap labels) {
    this.labels = labels;
  }

  /** Returns the file of the explanations that belongs to a file of detections. */
  public static Path beside(Path detections) {
    return OutputFile.beside(detections, ".why.json");
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

  private Map<String, Object> candidate(
      Explanation.PointCandidate candidate, ExplanationText text) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("category_id", labels.categoryId(candidate.label()));
    entry.put("category", labels.name(candidate.label()));
    entry.put("score", candidate.score());
    entry.put("bbox", FateJson.xywh(candidate.box()));
    entry.put("level", candidate.level());
    entry.put("anchor_bbox", FateJson.xywh(candidate.anchor()));
    entry.put("anchor_iou", candidate.anchorIou());
    entry.put("fate", FateJson.name(candidate.fate()));
    entry.put("reason", text.fate(candidate));
    if (text.setting(candidate) != null) {
      entry.put("setting", text.setting(candidate));
    }
    entry.putAll(FateJson.numbers(candidate.fate()));
    return entry;
  }

  public void write(Path file) {
    AtomicFile.write(file, ConfigReader.toJson(entries) + "\n");
  }
}
