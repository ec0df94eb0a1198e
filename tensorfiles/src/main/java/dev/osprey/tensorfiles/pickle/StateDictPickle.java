package dev.osprey.tensorfiles.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The pickle of a state dict, in protocol 2 as torch writes it. It uses only the instructions that
 * torch's restricted reader knows.
 */
final class StateDictPickle {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private StateDictPickle() {}

  static ByteBuffer of(Map<String, SavedTensor> tensors) {
    StateDictPickle pickle = new StateDictPickle();
    pickle.write(tensors);
    return ByteBuffer.wrap(pickle.out.toByteArray());
  }

  private void write(Map<String, SavedTensor> tensors) {
    code(0x80);
    code(2);
    orderedDictionary();
    code('(');
    tensors.forEach(
        (name, tensor) -> {
          text(name);
          tensor(tensor);
        });
    code('u');
    code('.');
  }

  /**
   * Writes the call {@code _rebuild_tensor_v2(storage, offset, shape, strides, requires_grad,
   * hooks)}.
   */
  private void tensor(SavedTensor tensor) {
    global("torch._utils", "_rebuild_tensor_v2");
    code('(');
    storage(tensor);
    whole(0);
    tuple(tensor.shape());
    tuple(strides(tensor.shape()));
    code(0x89);
    orderedDictionary();
    code('t');
    code('R');
  }

  private void storage(SavedTensor tensor) {
    code('(');
    text("storage");
    global("torch", tensor.storageClass());
    text(tensor.key());
    text("cpu");
    whole(tensor.count());
    code('t');
    code('Q');
  }

  /** Returns the strides of C order in elements; an empty dimension counts as one, as in torch. */
  private static List<Long> strides(List<Long> shape) {
    List<Long> strides = new ArrayList<>();
    long stride = 1;
    for (int i = shape.size() - 1; i >= 0; i--) {
      strides.add(0, stride);
      stride = Math.multiplyExact(stride, Math.max(1, shape.get(i)));
    }
    return strides;
  }

  private void orderedDictionary() {
    global("collections", "OrderedDict");
    code(')');
    code('R');
  }

  private void tuple(List<Long> values) {
    code('(');
    values.forEach(this::whole);
    code('t');
  }

  private void whole(long value) {
    boolean isShort = value == (int) value;
    ByteBuffer bytes = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
    if (isShort) {
      bytes.put((byte) 'J').putInt((int) value);
    } else {
      bytes.put((byte) 0x8a).put((byte) Long.BYTES).putLong(value);
    }
    out.write(bytes.array(), 0, bytes.position());
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    code('X');
    out.writeBytes(length.putInt(utf8.length).array());
    out.writeBytes(utf8);
  }

  private void global(String module, String name) {
    code('c');
    out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private void code(int code) {
    out.write(code);
  }
}
