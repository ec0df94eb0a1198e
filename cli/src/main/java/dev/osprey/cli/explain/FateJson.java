package dev.osprey.cli.explain;

import dev.osprey.core.Box;
import dev.osprey.core.text.Decimals;
import dev.osprey.detection.postprocess.explanation.Fate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The fate of a candidate in JSON: its name, and the numbers that belong to it. */
final class FateJson {
  private FateJson() {}

  /** The value of {@code "fate"}, such as {@code below-threshold}. */
  static String name(Fate fate) {
    return fate.accept(new Names());
  }

  /** The keys and numbers that are specific to a fate, in the order of the file. */
  static Map<String, Object> numbers(Fate fate) {
    return fate.accept(new Numbers());
  }

  /** A box in COCO's format {@code [x, y, width, height]}. */
  static List<Double> xywh(Box box) {
    return Stream.of(box.x1(), box.y1(), box.width(), box.height())
        .map(Decimals::shortest)
        .toList();
  }

  private static final class Names implements Fate.Visitor<String> {
    @Override
    public String belowThreshold(Fate.BelowThreshold fate) {
      return "below-threshold";
    }

    @Override
    public String beyondTopK(Fate.BeyondTopK fate) {
      return "beyond-top-k";
    }

    @Override
    public String tooSmall(Fate.TooSmall fate) {
      return "too-small";
    }

    @Override
    public String suppressed(Fate.Suppressed fate) {
      return "suppressed";
    }

    @Override
    public String beyondLimit(Fate.BeyondLimit fate) {
      return "beyond-limit";
    }

    @Override
    public String kept(Fate.Kept fate) {
      return "kept";
    }
  }

  private static final class Numbers implements Fate.Visitor<Map<String, Object>> {
    @Override
    public Map<String, Object> belowThreshold(Fate.BelowThreshold fate) {
      return Map.of();
    }

    @Override
    public Map<String, Object> beyondTopK(Fate.BeyondTopK fate) {
      return rank(fate.rank(), fate.limit());
    }

    @Override
    public Map<String, Object> tooSmall(Fate.TooSmall fate) {
      return Map.of();
    }

    @Override
    public Map<String, Object> suppressed(Fate.Suppressed fate) {
      Map<String, Object> numbers = new LinkedHashMap<>();
      numbers.put("suppressed_by_bbox", xywh(fate.by().box()));
      numbers.put("suppressed_by_score", fate.by().score());
      numbers.put("suppressed_iou", fate.iou());
      return numbers;
    }

    @Override
    public Map<String, Object> beyondLimit(Fate.BeyondLimit fate) {
      return rank(fate.rank(), fate.limit());
    }

    @Override
    public Map<String, Object> kept(Fate.Kept fate) {
      return Map.of();
    }

    private static Map<String, Object> rank(int rank, int limit) {
      Map<String, Object> numbers = new LinkedHashMap<>();
      numbers.put("rank", rank);
      numbers.put("limit", limit);
      return numbers;
    }
  }
}
