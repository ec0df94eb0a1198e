package dev.osprey.weights;

import dev.osprey.tensorfiles.DType;
import dev.osprey.tensorfiles.TensorContent;
import dev.osprey.tensorfiles.safetensors.SafeTensorsWriter;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Tensors as entries of a safetensors file, in float32. */
public final class WeightsFormat {
  private WeightsFormat() {}

  /** Adds tensors to a file that is being collected; each is copied when its turn comes. */
  public static void add(SafeTensorsWriter writer, Map<String, Tensor> tensors) {
    tensors.forEach(
        (name, tensor) -> {
          TensorContent content =
              channel -> {
                float[] values;
                try (TensorScope scope = TensorScope.detecting()) {
                  values = Tensors.floats(tensor);
                }
                TensorContent.of(values).writeTo(channel);
              };
          writer.add(name, DType.F32, Tensors.shape(tensor), content);
        });
  }
}
