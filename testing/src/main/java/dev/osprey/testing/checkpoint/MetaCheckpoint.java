package dev.osprey.testing.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes checkpoints like those of mmdetection's runners, with {@code state_dict} and {@code meta}.
 * The state dict has a single tensor, or zeros in given shapes.
 */
public final class MetaCheckpoint {
  private static final int BATCH = 1000;

  private MetaCheckpoint() {}

  /** Writes a checkpoint with one tensor of four zeros. */
  public static Path write(Path file, Object meta) {
    return write(file, Map.of("weight", new long[] {4}), meta);
  }

  /**
   * Writes a checkpoint with zeros in these shapes, all in one storage.
   *
   * @param meta maps, lists, sets, texts, whole numbers and null
   */
  public static Path write(Path file, Map<String, long[]> shapes, Object meta) {
    long largest = shapes.values().stream().mapToLong(MetaCheckpoint::count).max().orElse(0);
    Pickle pickle = new Pickle().code('}', '(').text("state_dict").code('}', '(');
    shapes.forEach((name, shape) -> pickle.text(name).tensor(largest, 0, shape, strides(shape)));
    pickle.code('u').text("meta");
    add(pickle, meta);
    return pickle.code('u').zip(file, Math.toIntExact(largest * Float.BYTES));
  }

  private static long count(long[] shape) {
    long count = 1;
    for (long dimension : shape) {
      count *= dimension;
    }
    return count;
  }

  private static long[] strides(long[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape[i];
    }
    return strides;
  }

  private static void add(Pickle pickle, Object value) {
    if (value instanceof Map<?, ?> map) {
      pickle.code('}', '(');
      map.forEach(
          (key, one) -> {
            add(pickle, key);
            add(pickle, one);
          });
      pickle.code('u');
    } else if (value instanceof List<?> list) {
      pickle.code(']');
      for (int start = 0; start < list.size(); start += BATCH) { // like Python's pickle module
        pickle.code('(');
        list.subList(start, Math.min(start + BATCH, list.size())).forEach(one -> add(pickle, one));
        pickle.code('e');
      }
    } else if (value instanceof Set<?> set) {
      pickle.global("builtins", "set").code('(', ']', '(');
      set.forEach(one -> add(pickle, one));
      pickle.code('e', 't', 'R');
    } else if (value instanceof String text) {
      pickle.text(text);
    } else if (value instanceof Number number) {
      pickle.whole(number.longValue());
    } else {
      pickle.code('N');
    }
  }
}
