package dev.osprey.torch;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Copies values between Java arrays and tensors. Every tensor made here belongs to the open scope.
 */
public final class Tensors {
  private Tensors() {}

  /** A float32 tensor with a copy of {@code values} in C order. */
  public static Tensor of(float[] values, Device device, long... shape) {
    Tensor tensor = empty(values.length, ScalarType.Float, shape);
    if (values.length > 0) {
      tensor.data_ptr_float().put(values);
    }
    return onDevice(tensor, device);
  }

  /** An int64 tensor with a copy of {@code values} in C order. */
  public static Tensor of(long[] values, Device device, long... shape) {
    Tensor tensor = empty(values.length, ScalarType.Long, shape);
    if (values.length > 0) {
      tensor.data_ptr_long().put(values);
    }
    return onDevice(tensor, device);
  }

  /** An int32 tensor of one dimension with a copy of {@code values}. */
  public static Tensor of(int[] values, Device device) {
    Tensor tensor = empty(values.length, ScalarType.Int, values.length);
    if (values.length > 0) {
      tensor.data_ptr_int().put(values);
    }
    return onDevice(tensor, device);
  }

  /** Memory for {@code count} values, which is not set. */
  private static Tensor empty(int count, ScalarType type, long... shape) {
    Tensor tensor = torch.empty(shape, new TensorOptions(type), new MemoryFormatOptional());
    if (tensor.numel() != count) {
      throw new IllegalArgumentException(
          count + " values for a tensor of shape " + Arrays.toString(shape));
    }
    return tensor;
  }

  /** Flat copy of a tensor in C order, converted to float32. */
  public static float[] floats(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.numel())];
    if (values.length > 0) {
      host(tensor, ScalarType.Float).data_ptr_float().get(values);
    }
    return values;
  }

  /**
   * The numbers of a float32 tensor on the CPU in C order. The buffer reads the tensor's own memory
   * if it is contiguous; otherwise a copy that belongs to the open scope. It is valid as long as
   * these.
   */
  public static FloatBuffer buffer(Tensor tensor) {
    long count = tensor.numel();
    if (count == 0) {
      return FloatBuffer.allocate(0);
    }
    return tensor.contiguous().data_ptr_float().capacity(count).asBuffer();
  }

  /** Flat copy of a tensor in C order, converted to float64. */
  public static double[] doubles(Tensor tensor) {
    double[] values = new double[Math.toIntExact(tensor.numel())];
    if (values.length > 0) {
      host(tensor, ScalarType.Double).data_ptr_double().get(values);
    }
    return values;
  }

  /** Flat copy of an integer tensor in C order. */
  public static long[] longs(Tensor tensor) {
    long[] values = new long[Math.toIntExact(tensor.numel())];
    if (values.length > 0) {
      host(tensor, ScalarType.Long).data_ptr_long().get(values);
    }
    return values;
  }

  /** The number in a tensor of one element. */
  public static double number(Tensor tensor) {
    return tensor.item_double();
  }

  /** Dimensions of a tensor. */
  public static long[] shape(Tensor tensor) {
    long[] shape = new long[Math.toIntExact(tensor.dim())];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = tensor.size(i);
    }
    return shape;
  }

  /** Zeros, float32. */
  public static Tensor zeros(Device device, long... shape) {
    return onDevice(torch.zeros(shape, new TensorOptions(ScalarType.Float)), device);
  }

  /** The slices along the first dimension; they share the tensor's memory. */
  public static List<Tensor> unbind(Tensor tensor) {
    return List.of(tensor.unbind(0).get());
  }

  /** Concatenates tensors along a dimension. */
  public static Tensor concat(List<Tensor> tensors, int dimension) {
    return torch.cat(new TensorVector(tensors.toArray(Tensor[]::new)), dimension);
  }

  /** The tensor in float32; the same one if it is float32 already. */
  public static Tensor toFloat(Tensor tensor) {
    return tensor.to(ScalarType.Float);
  }

  static Tensor onDevice(Tensor tensor, Device device) {
    return device.isCpu() ? tensor : tensor.to(device.toTorch(), tensor.scalar_type().intern());
  }

  private static Tensor host(Tensor tensor, ScalarType type) {
    return tensor.detach().to(Device.CPU.toTorch(), type).contiguous();
  }
}
