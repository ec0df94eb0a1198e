package dev.osprey.training.checkpoint;

import dev.osprey.core.Annotation;
import dev.osprey.core.Point;
import dev.osprey.core.file.Sha256;
import dev.osprey.core.text.OneLine;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.tensorfiles.DType;
import dev.osprey.tensorfiles.safetensors.SafeTensorsWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A fingerprint of a split, with three numbers for each image: a digest of its path (below the
 * folder that all images share), a digest of its objects, and the size of its file. The content of
 * image files is not read, because that would take as long as an epoch.
 */
final class DataFingerprint {
  private static final int SHOWN = 3;
  private static final int COLUMNS = 60;

  /** The three numbers of one image. */
  private record Entry(long path, long objects, long bytes) {}

  private final List<Entry> entries;
  private final Function<Integer, String> names;

  private DataFingerprint(List<Entry> entries, Function<Integer, String> names) {
    this.entries = entries;
    this.names = names;
  }

  static DataFingerprint of(Dataset dataset) {
    Path shared = sharedFolder(dataset);
    return new DataFingerprint(
        dataset.samples().stream().map(sample -> entry(sample, shared)).toList(),
        index -> name(dataset.samples().get(index)));
  }

  private static String name(Sample sample) {
    Path path = path(sample);
    return path == null ? sample.name() : String.valueOf(path.getFileName());
  }

  /** Null if the image does not come from a file. */
  private static @Nullable Path path(Sample sample) {
    return sample.source().identity() instanceof Path path ? path.toAbsolutePath() : null;
  }

  private static @Nullable Path sharedFolder(Dataset dataset) {
    Path shared = null;
    for (Sample sample : dataset.samples()) {
      Path path = path(sample);
      Path folder = path == null ? null : path.getParent();
      shared = shared == null ? folder : shared;
      while (shared != null && folder != null && !folder.startsWith(shared)) {
        shared = shared.getParent();
      }
    }
    return shared;
  }

  private static Entry entry(Sample sample, @Nullable Path shared) {
    Path image = path(sample);
    String path =
        image == null
            ? sample.name()
            : (shared == null ? image : shared.relativize(image)).toString();
    return new Entry(
        digest(path.replace('\\', '/')),
        digest(sample.annotations().stream().map(DataFingerprint::text).toList().toString()),
        image == null ? -1 : bytes(image));
  }

  private static long bytes(Path image) {
    try {
      return Files.size(image);
    } catch (IOException e) {
      return -1; // the error is reported when the image is read
    }
  }

  private static String text(Annotation object) {
    List<Point> landmarks = object.landmarks();
    return object.label()
        + " "
        + object.box()
        + " "
        + object.area()
        + " "
        + object.traits().stream().sorted().toList()
        + landmarks;
  }

  private static long digest(String text) {
    MessageDigest digest = Sha256.start();
    return ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
  }

  /** Adds the numbers as a tensor: int64 (images, 3). */
  void addTo(SafeTensorsWriter writer, String name) {
    ByteBuffer values =
        ByteBuffer.allocate(entries.size() * 3 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    entries.forEach(
        entry -> values.putLong(entry.path).putLong(entry.objects).putLong(entry.bytes));
    writer.add(name, DType.I64, new long[] {entries.size(), 3}, values.flip());
  }

  /**
   * The differences of this split from a saved one; empty if there are none.
   *
   * @param saved as {@link #addTo} wrote it
   */
  String differences(ByteBuffer saved) {
    List<Entry> before = read(saved);
    if (before.equals(entries)) {
      return "";
    }
    Map<Long, Entry> byPath = new HashMap<>();
    before.forEach(entry -> byPath.put(entry.path, entry));
    List<Integer> added = new ArrayList<>();
    List<Integer> edited = new ArrayList<>();
    List<Integer> resized = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Entry now = entries.get(i);
      Entry old = byPath.remove(now.path);
      if (old == null) {
        added.add(i);
      } else if (old.objects != now.objects) {
        edited.add(i);
      } else if (old.bytes != now.bytes) {
        resized.add(i);
      }
    }
    String text =
        Arrays.stream(
                new String[] {
                  byPath.isEmpty() ? "" : byPath.size() + " missing",
                  part(added, "added"),
                  part(edited, "with other objects"),
                  part(resized, "with another file")
                })
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(", "));
    return text.isEmpty() ? "in another order" : text;
  }

  private static List<Entry> read(ByteBuffer saved) {
    List<Entry> entries = new ArrayList<>();
    ByteBuffer values = saved.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (values.remaining() >= 3 * Long.BYTES) {
      entries.add(new Entry(values.getLong(), values.getLong(), values.getLong()));
    }
    return entries;
  }

  /**
   * The names of the images of this split that another saved split contains.
   *
   * @param saved the other split, as {@link #addTo} wrote it
   */
  List<String> imagesOf(ByteBuffer saved) {
    Set<Long> paths = read(saved).stream().map(Entry::path).collect(Collectors.toSet());
    return IntStream.range(0, entries.size())
        .filter(i -> paths.contains(entries.get(i).path))
        .mapToObj(names::apply)
        .toList();
  }

  private String part(List<Integer> indices, String what) {
    if (indices.isEmpty()) {
      return "";
    }
    String shown =
        indices.stream()
            .limit(SHOWN)
            .map(names)
            .map(name -> OneLine.of(name, COLUMNS))
            .collect(Collectors.joining(", "));
    return indices.size() + " " + what + " (" + shown + (indices.size() > SHOWN ? ", …)" : ")");
  }
}
