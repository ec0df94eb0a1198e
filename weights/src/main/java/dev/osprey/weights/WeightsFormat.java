package dev.osprey.weights;

import dev.osprey.tensorfiles.DType;
import dev.osprey.tensorfiles.TensorContent;
import dev.osprey.tensorfiles.safetensors.SafeTensorsWriter;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Writes tensors as float32 entries of a safetensors file. */
public final class WeightsFormat {
  private WeightsFormat() {}

  /** Adds tensors to a writer; each is copied when it is written. */
  public static void add(SafeTensorsWriter writer, Map<String, Tensor> tensors) {
    tensors.forEach(
        (name, tensor) -> {
          TensorContent content =
              channel -> {
                float[] values;
                try (TensorScope scope = TensorScope.inference()) {
                  values = Tensors.floats(tensor);
                }
                TensorContent.of(values).writeTo(channel);
              };
          writer.add(name, DType.F32, Tensors.shape(tensor), content);
        });
  }
}
