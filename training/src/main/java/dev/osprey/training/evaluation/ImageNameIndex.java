package dev.osprey.training.evaluation;

import dev.osprey.core.EntryId;
import dev.osprey.data.format.coco.CocoFile;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An index of the images of a ground truth by file name. A path matches the image whose file name
 * shares the most trailing parts with it, if there is exactly one.
 */
public final class ImageNameIndex {
  private record Named(List<String> parts, EntryId id) {}

  private final Map<String, List<Named>> byLastPart = new HashMap<>();

  private ImageNameIndex() {}

  /** Indexes the images of a file; images without a name are never found. */
  public static ImageNameIndex of(CocoFile truth) {
    ImageNameIndex names = new ImageNameIndex();
    for (CocoFile.Image image : truth.images()) {
      if (image.fileName() != null) {
        Named named = new Named(parts(image.fileName()), image.id());
        names.byLastPart.computeIfAbsent(named.parts.get(0), key -> new ArrayList<>()).add(named);
      }
    }
    return names;
  }

  /** The id of the matching image; null if there is none or more than one. */
  public @Nullable EntryId idOf(String path) {
    List<String> parts = parts(path);
    int longest = 0;
    EntryId best = null;
    boolean unique = true;
    for (Named named : byLastPart.getOrDefault(parts.get(0), List.of())) {
      int shared = shared(parts, named.parts);
      if (shared > longest) {
        longest = shared;
        best = named.id;
        unique = true;
      } else if (shared == longest) {
        unique = false;
      }
    }
    return unique ? best : null;
  }

  /** The file name of a path, normalised for comparison. */
  static String lastPart(String path) {
    return parts(path).get(0);
  }

  /** The parts of a path from the last to the first. */
  private static List<String> parts(String path) {
    String folded =
        Normalizer.normalize(path.replace('\\', '/'), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    List<String> parts = new ArrayList<>();
    for (String part : folded.split("/+", -1)) {
      parts.add(0, part);
    }
    return parts;
  }

  private static int shared(List<String> a, List<String> b) {
    int shared = 0;
    while (shared < Math.min(a.size(), b.size()) && a.get(shared).equals(b.get(shared))) {
      shared++;
    }
    return shared;
  }
}
