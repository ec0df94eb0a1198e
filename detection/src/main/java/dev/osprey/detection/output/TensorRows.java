package dev.osprey.detection.output;

import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.region.RegionOutputs;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Tables from tensors. On the CPU a contiguous float32 tensor is read in place; it has to live as
 * long as its table.
 */
public final class TensorRows {
  private TensorRows() {}

  /**
   * The rows of a tensor, without gradients.
   *
   * @param values (R, C)
   */
  public static OutputRows of(Tensor values, Device device) {
    Tensor rows = Tensors.toFloat(values.detach());
    return device.isCpu()
        ? new FloatRows(Tensors.buffer(rows), (int) rows.size(0), (int) rows.size(1))
        : new DeviceRows(rows, device);
  }

  /**
   * The outputs of a dense head for one image.
   *
   * @param image index in the batch
   */
  public static HeadOutputs<OutputRows> of(HeadOutputs<Tensor> outputs, int image, Device device) {
    Function<Tensor, OutputRows> ofImage = level -> of(level.select(0, image), device);
    return new HeadOutputs<>(
        map(outputs.logits(), ofImage),
        map(outputs.deltas(), ofImage),
        map(outputs.landmarks(), ofImage));
  }

  /** The outputs of a dense head for each image of a batch. */
  public static List<HeadOutputs<OutputRows>> ofEach(
      HeadOutputs<Tensor> outputs, int images, Device device) {
    return IntStream.range(0, images).mapToObj(image -> of(outputs, image, device)).toList();
  }

  /** The outputs of a region predictor for all regions. */
  public static RegionOutputs<OutputRows> of(RegionOutputs<Tensor> outputs, Device device) {
    return new RegionOutputs<>(of(outputs.logits(), device), of(outputs.deltas(), device));
  }

  private static List<OutputRows> map(List<Tensor> levels, Function<Tensor, OutputRows> rows) {
    return levels.stream().map(rows).toList();
  }
}
