package dev.osprey.detection.output;

import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Rows on a GPU. They are filtered there, so that only what passes crosses to main memory.
 *
 * @param values float32 (R, C)
 */
record DeviceRows(Tensor values, Device device) implements OutputRows {
  @Override
  public int size() {
    return Math.toIntExact(values.size(0));
  }

  @Override
  public int width() {
    return Math.toIntExact(values.size(1));
  }

  @Override
  public void scan(float bound, Visitor visitor) {
    Tensor flat = values.reshape(-1);
    Tensor indices = flat.ge(new Scalar((double) bound)).nonzero().view(-1);
    long[] positions = Tensors.longs(indices);
    float[] found = Tensors.floats(flat.index_select(0, indices));
    float bar = bound;
    for (int i = 0; i < found.length; i++) {
      if (found[i] >= bar) {
        bar = visitor.visit(Math.toIntExact(positions[i]), found[i]);
      }
    }
  }

  @Override
  public float[] select(int[] rows) {
    long[] indices = Arrays.stream(rows).asLongStream().toArray();
    return Tensors.floats(values.index_select(0, Tensors.of(indices, device, rows.length)));
  }

  @Override
  public int notFinite() {
    // a finite sum has only finite terms; otherwise rows are counted, for a sum may overflow
    if (Double.isFinite(Tensors.number(values.sum()))) {
      return 0;
    }
    Tensor bad = values.sub(values).ne(new Scalar(0.0)); // NaN where it is not finite
    return (int) Tensors.number(bad.any(-1).sum());
  }
}
