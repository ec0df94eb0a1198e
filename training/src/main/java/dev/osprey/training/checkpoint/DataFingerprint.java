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
 * folder that all images share), a digest of its objects, and the size of its file. Contents of
 * image files are not read: that would take as long as an epoch.
 */
final class DataFingerprint {
  private static final int SHOWN = 3;
  private static final int COLUMNS = 60;

  /** The numbers of one image. */
  private record Mark(long path, long objects, long bytes) {}

  private final List<Mark> marks;
  private final Function<Integer, String> names;

  private DataFingerprint(List<Mark> marks, Function<Integer, String> names) {
    this.marks = marks;
    this.names = names;
  }

  static DataFingerprint of(Dataset dataset) {
    Path shared = sharedFolder(dataset);
    return new DataFingerprint(
        dataset.samples().stream().map(sample -> mark(sample, shared)).toList(),
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

  private static Mark mark(Sample sample, @Nullable Path shared) {
    Path image = path(sample);
    String path =
        image == null
            ? sample.name()
            : (shared == null ? image : shared.relativize(image)).toString();
    return new Mark(
        digest(path.replace('\\', '/')),
        digest(sample.annotations().stream().map(DataFingerprint::text).toList().toString()),
        image == null ? -1 : bytes(image));
  }

  private static long bytes(Path image) {
    try {
      return Files.size(image);
    } catch (IOException e) {
      return -1; // reading it reports the fault
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
        ByteBuffer.allocate(marks.size() * 3 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    marks.forEach(mark -> values.putLong(mark.path).putLong(mark.objects).putLong(mark.bytes));
    writer.add(name, DType.I64, new long[] {marks.size(), 3}, values.flip());
  }

  /**
   * The differences of this split from a saved one; empty if there are none.
   *
   * @param saved as {@link #addTo} wrote it
   */
  String differences(ByteBuffer saved) {
    List<Mark> before = read(saved);
    if (before.equals(marks)) {
      return "";
    }
    Map<Long, Mark> byPath = new HashMap<>();
    before.forEach(mark -> byPath.put(mark.path, mark));
    List<Integer> added = new ArrayList<>();
    List<Integer> edited = new ArrayList<>();
    List<Integer> resized = new ArrayList<>();
    for (int i = 0; i < marks.size(); i++) {
      Mark now = marks.get(i);
      Mark old = byPath.remove(now.path);
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

  private static List<Mark> read(ByteBuffer saved) {
    List<Mark> marks = new ArrayList<>();
    ByteBuffer values = saved.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (values.remaining() >= 3 * Long.BYTES) {
      marks.add(new Mark(values.getLong(), values.getLong(), values.getLong()));
    }
    return marks;
  }

  /**
   * The names of the images of this split that another saved split contains.
   *
   * @param saved the other split, as {@link #addTo} wrote it
   */
  List<String> imagesOf(ByteBuffer saved) {
    Set<Long> paths = read(saved).stream().map(Mark::path).collect(Collectors.toSet());
    return IntStream.range(0, marks.size())
        .filter(i -> paths.contains(marks.get(i).path))
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
