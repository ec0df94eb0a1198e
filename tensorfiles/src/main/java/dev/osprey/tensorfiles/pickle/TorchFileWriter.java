package dev.osprey.tensorfiles.pickle;

import dev.osprey.core.file.AtomicFile;
import dev.osprey.tensorfiles.DType;
import dev.osprey.tensorfiles.TensorContent;
import dev.osprey.tensorfiles.pickle.archive.ZipStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects tensors and writes them as {@code torch.save} writes a state dict: an OrderedDict in the
 * order of adding, which {@code torch.load} opens with {@code weights_only=True}. The file is
 * written under a temporary name and renamed. The same content gives the same bytes.
 */
public final class TorchFileWriter {
  /** The version that torch gives this layout: 3 since 1.6. */
  private static final String VERSION = "3\n";

  private final Map<String, SavedTensor> tensors = new LinkedHashMap<>();

  /**
   * Adds a tensor.
   *
   * @param dtype a type with a storage class in torch: not U16, U32, U64 or an 8-bit float
   * @param content exactly dtype × shape bytes, little endian and flat in C order, checked when
   *     they are written
   */
  public TorchFileWriter add(String name, DType dtype, long[] shape, TensorContent content) {
    List<Long> dimensions = new ArrayList<>();
    for (long dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException(name + ": dimension " + dimension + " is negative");
      }
      dimensions.add(dimension);
    }
    SavedTensor tensor =
        new SavedTensor(Integer.toString(tensors.size()), dtype, dimensions, content);
    if (tensors.putIfAbsent(name, tensor) != null) {
      throw new IllegalArgumentException("tensor " + name + " was added twice");
    }
    return this;
  }

  /** Adds a float32 tensor; the array is read when the file is written. */
  public TorchFileWriter add(String name, long[] shape, float[] values) {
    return add(name, DType.F32, shape, TensorContent.of(values));
  }

  /** Adds an int64 tensor, such as a count of batches, which is a scalar: its shape is empty. */
  public TorchFileWriter add(String name, long[] shape, long[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return add(name, DType.I64, shape, TensorContent.of(bytes));
  }

  /**
   * Writes the file. An existing file is either replaced completely or not changed.
   *
   * @throws dev.osprey.core.text.UserError if the file cannot be written
   */
  public void write(Path file) {
    AtomicFile.write(file, this::writeTo);
  }

  private void writeTo(WritableByteChannel channel) throws IOException {
    ZipStream zip = new ZipStream(channel);
    zip.add("archive/data.pkl", TensorContent.of(StateDictPickle.of(tensors)));
    zip.add("archive/byteorder", ascii("little"));
    for (Map.Entry<String, SavedTensor> entry : tensors.entrySet()) {
      SavedTensor tensor = entry.getValue();
      zip.add(
          "archive/data/" + tensor.key(),
          sink -> tensor.content().writeTo(sink, entry.getKey(), tensor.byteCount()));
    }
    zip.add("archive/version", ascii(VERSION));
    zip.finish();
  }

  private static TensorContent ascii(String text) {
    return TensorContent.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }
}
