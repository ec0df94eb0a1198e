package dev.osprey.parity.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.parity.spec.CaseError;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.tensorfiles.TensorInfo;
import dev.osprey.tensorfiles.safetensors.SafeTensors;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** A case's {@code expected.safetensors} together with the spec's index of it. */
public final class ExpectedTensors implements AutoCloseable {

  /** Statistics of a whole tensor of which only a part is stored. */
  public record Statistics(double sum, double absSum, double l2, double min, double max) {
    public static Statistics of(Numbers numbers) {
      double sum = 0;
      double absSum = 0;
      double squares = 0;
      double min = Double.POSITIVE_INFINITY;
      double max = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < numbers.count(); i++) {
        double value = numbers.get(i);
        sum += value;
        absSum += Math.abs(value);
        squares += value * value;
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
      return new Statistics(sum, absSum, Math.sqrt(squares), min, max);
    }

    public double absMax() {
      return Math.max(Math.abs(min), Math.abs(max));
    }
  }

  /**
   * An expected tensor.
   *
   * @param stride of the stored elements in the whole tensor, flat in C order
   */
  public record Entry(long[] shape, int stride, double[] values, Optional<Statistics> statistics) {
    public double absMax() {
      return statistics
          .map(Statistics::absMax)
          .orElseGet(() -> Numbers.of(values, values.length).absMax());
    }
  }

  private final SafeTensors file;
  private final JsonNode index;

  private ExpectedTensors(SafeTensors file, JsonNode index) {
    this.file = file;
    this.index = index;
  }

  public static ExpectedTensors of(CaseSpec spec) {
    ExpectedTensors tensors =
        new ExpectedTensors(
            SafeTensors.open(spec.folder().resolve("expected.safetensors")),
            spec.root().path("tensors"));
    for (Iterator<String> names = tensors.index.fieldNames(); names.hasNext(); ) {
      tensors.file.tensor(names.next());
    }
    return tensors;
  }

  /** Returns all names: those of the index in its order, then the others. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    index.fieldNames().forEachRemaining(names::add);
    names.addAll(file.tensors().keySet());
    return names;
  }

  public boolean has(String name) {
    return file.tensors().containsKey(name);
  }

  public Entry get(String name) {
    TensorInfo stored = file.tensor(name);
    JsonNode entry = index.path(name);
    double[] values = file.doubles(name);
    String kind = entry.path("kind").asText("full");
    if (kind.matches("every \\d+th of .*")) {
      // points of a curve: the file has some of them, and the family knows which
      return new Entry(shape(stored), 1, values, statistics(entry));
    }
    return switch (kind) {
      case "full" -> new Entry(shape(stored), 1, values, statistics(entry));
      case "strided" -> strided(name, entry, values);
      default -> throw new CaseError("tensor " + name + ": unknown kind " + kind);
    };
  }

  private static Entry strided(String name, JsonNode entry, double[] values) {
    int stride = entry.path("stride").intValue();
    long[] shape = new long[entry.path("shape").size()];
    long count = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = entry.path("shape").get(i).longValue();
      count *= shape[i];
    }
    if (stride < 1 || (count + stride - 1) / stride != values.length) {
      throw new CaseError(
          "tensor "
              + name
              + ": "
              + values.length
              + " values are not every "
              + stride
              + "th of "
              + count);
    }
    return new Entry(shape, stride, values, statistics(entry));
  }

  private static Optional<Statistics> statistics(JsonNode entry) {
    if (!entry.has("sum")) {
      return Optional.empty();
    }
    return Optional.of(
        new Statistics(
            entry.path("sum").doubleValue(),
            entry.path("abs_sum").doubleValue(),
            entry.path("l2").doubleValue(),
            entry.path("min").doubleValue(),
            entry.path("max").doubleValue()));
  }

  private static long[] shape(TensorInfo tensor) {
    return tensor.shape().stream().mapToLong(Long::longValue).toArray();
  }

  public float[] floats(String name) {
    return file.floats(name);
  }

  public int[] ints(String name) {
    return file.ints(name);
  }

  public long[] shape(String name) {
    return shape(file.tensor(name));
  }

  @Override
  public void close() {
    file.close();
  }
}
