package dev.osprey.weights.published;

import dev.osprey.core.text.NearestName;
import dev.osprey.core.text.UserError;
import dev.osprey.weights.naming.NameMap;
import dev.osprey.weights.published.download.RemoteFile;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The catalogue of published weights that Osprey's networks can use, such as {@code
 * torchvision/resnet50-imagenet1k-v1}. To add a publisher, write its table and add it to {@link
 * #ENTRIES}; commands and documentation read it from there.
 */
public final class PublishedWeights {
  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

  static {
    for (Entry entry : TorchvisionWeights.entries()) {
      if (ENTRIES.put(entry.name(), entry) != null) {
        throw new IllegalStateException(entry.name() + " is listed twice");
      }
    }
  }

  private PublishedWeights() {}

  /**
   * One published file.
   *
   * @param remote the file to download; its name is publisher, slash, architecture and data set in
   *     lower case with hyphens
   * @param target the backbone or detector that the file is for
   * @param names the mapping from the file's keys to Osprey's parameters; keys without a
   *     counterpart, such as a classifier's, are left out
   * @param classes the number of classes of the file's last layer, as the peer counts them
   * @param terms a sentence about the licence and the terms of the training data
   */
  public record Entry(RemoteFile remote, Target target, NameMap names, int classes, String terms) {
    /** Returns the name by which users request the weights. */
    public String name() {
      return remote.name();
    }

    /** Returns the file's name, at its publisher and in the cache. */
    public String file() {
      return remote.file();
    }
  }

  /** Returns all names, one publisher after the other. */
  public static Set<String> names() {
    return Collections.unmodifiableSet(ENTRIES.keySet());
  }

  /** Returns all entries, in the order of {@link #names}. */
  public static Collection<Entry> entries() {
    return Collections.unmodifiableCollection(ENTRIES.values());
  }

  /**
   * Whether {@code name} starts with a publisher of the catalogue, so that it means published
   * weights and not a file.
   */
  public static boolean hasPublisherOf(String name) {
    int slash = name.indexOf('/');
    return slash > 0
        && ENTRIES.keySet().stream()
            .anyMatch(known -> known.startsWith(name.substring(0, slash + 1)));
  }

  /**
   * Returns the weights with a name.
   *
   * @throws UserError if the catalogue does not contain the name; the message suggests the nearest
   *     ones
   */
  public static Entry entry(String name) {
    Entry entry = ENTRIES.get(name);
    if (entry == null) {
      throw new UserError(
          "weights \""
              + name
              + "\" are unknown; "
              + nearest(name)
              + "known: "
              + String.join(", ", names()));
    }
    return entry;
  }

  /**
   * Returns {@code did you mean "…"? } with a trailing space if a name is similar to an unknown
   * one; else an empty text, also for a name that ends like a file.
   */
  public static String hint(String unknown) {
    return unknown.indexOf('.', unknown.lastIndexOf('/') + 1) < 0 ? nearest(unknown) : "";
  }

  /**
   * Returns the hint. Unlike a typing error of few letters, an unfinished name or one without its
   * publisher is matched as the beginning of a name.
   */
  private static String nearest(String unknown) {
    String part = plain(unknown.substring(unknown.indexOf('/') + 1));
    List<String> longer =
        names().stream()
            .filter(name -> plain(name.substring(name.indexOf('/') + 1)).startsWith(part))
            .toList();
    return part.isEmpty() || longer.isEmpty()
        ? NearestName.hint(unknown, names())
        : "did you mean \"" + String.join("\" or \"", longer) + "\"? ";
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
  }
}
