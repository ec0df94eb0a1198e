package dev.osprey.data.format.reading;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the image files for the names in an annotation file. A name may not be a path below the
 * image folders: it was written on another machine, is encoded as a URL, or differs in case or in
 * the encoding of accents. It then means the one image whose own name is the same. No image is used
 * for two names.
 */
public final class ImageSearch {
  /** The longest name that a system may accept, in characters. */
  private static final int LONGEST = 4096;

  private final ImageFolders folders;
  private final List<Path> searched;
  private final @Nullable Path whole;
  private @Nullable Map<String, List<Path>> byLastPart;

  /**
   * @param folders that names start from
   * @param whole searched with all its subfolders for names that are not found; null: only {@code
   *     folders} are searched
   */
  public ImageSearch(List<Path> folders, @Nullable Path whole) {
    this.folders = new ImageFolders(folders);
    this.searched = folders.stream().distinct().filter(Files::isDirectory).toList();
    this.whole = whole != null && Files.isDirectory(whole) ? whole : null;
  }

  /**
   * The images that were found.
   *
   * @param images by name; names without an image are absent
   * @param others names whose image has another name, in their order
   */
  public record Found(Map<String, Path> images, List<String> others) {}

  /** Finds the images for all names of an annotation file. */
  public Found find(Collection<String> names) {
    Map<String, Path> images = new LinkedHashMap<>();
    Set<String> lost = new LinkedHashSet<>();
    for (String name : names) {
      Path exact = folders.find(name);
      if (exact == null) {
        lost.add(name);
      } else {
        images.put(name, exact.normalize());
      }
    }
    Map<String, Path> others = lost.isEmpty() ? Map.of() : others(lost, images.values());
    images.putAll(others);
    return new Found(images, List.copyOf(others.keySet()));
  }

  /**
   * Describes, as the end of a message, where the images were searched for, with an example of an
   * existing one.
   */
  public String describeSearch() {
    String example =
        index().values().stream()
            .flatMap(List::stream)
            .min(Path::compareTo)
            .map(image -> "; an existing image is " + image.getFileName())
            .orElse("; there are no images");
    return "looked in " + folders.list() + example;
  }

  private Map<String, Path> others(Set<String> lost, Collection<Path> taken) {
    Set<Path> claimed = new HashSet<>(taken);
    Map<String, Path> candidates = new LinkedHashMap<>();
    Map<Path, Integer> claims = new HashMap<>();
    for (String name : lost) {
      Path candidate = candidate(name);
      if (candidate != null && !claimed.contains(candidate)) {
        candidates.put(name, candidate);
        claims.merge(candidate, 1, Integer::sum);
      }
    }
    candidates.values().removeIf(image -> claims.getOrDefault(image, 0) > 1);
    return candidates;
  }

  /** The one image whose path ends as the name does, in one of the readings of the name. */
  private @Nullable Path candidate(String name) {
    for (String reading : readings(name)) {
      Path ended = byEnd(reading.replace('\\', '/'));
      if (ended != null) {
        return ended;
      }
      List<Path> alike = index().getOrDefault(folded(lastPart(reading)), List.of());
      if (alike.size() == 1) {
        return alike.get(0);
      }
    }
    return null;
  }

  /** The image at the path of the last two or more parts of a name. */
  private @Nullable Path byEnd(String name) {
    String rest = name.length() > LONGEST ? "" : name;
    for (int slash = rest.indexOf('/'); slash >= 0; slash = rest.indexOf('/')) {
      rest = rest.substring(slash + 1);
      Path found = rest.indexOf('/') > 0 && !rest.startsWith("..") ? folders.find(rest) : null;
      if (found != null) {
        return found.normalize();
      }
    }
    return null;
  }

  private static List<String> readings(String name) {
    List<String> readings = new ArrayList<>(List.of(name));
    String decoded = decoded(name);
    readings.add(decoded);
    int query = name.indexOf('?');
    if (query > 0) {
      readings.add(decoded(name.substring(0, query)));
    }
    return readings;
  }

  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return name; // a percent sign that encodes nothing
    }
  }

  private static String lastPart(String name) {
    String slashed = name.replace('\\', '/');
    return slashed.substring(slashed.lastIndexOf('/') + 1);
  }

  private static String folded(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }

  private Map<String, List<Path>> index() {
    if (byLastPart == null) {
      byLastPart =
          images().collect(Collectors.groupingBy(image -> folded(image.getFileName().toString())));
    }
    return byLastPart;
  }

  private Stream<Path> images() {
    Stream<Path> all =
        whole != null
            ? ImageFolders.imagesBelow(whole).stream()
            : searched.stream()
                .flatMap(folder -> ImageFolders.contents(folder).stream())
                .filter(file -> ImageFolders.isImage(file) && Files.isRegularFile(file));
    return all.map(Path::normalize).distinct();
  }
}
