package dev.osprey.detection.output;

import dev.osprey.core.ImageSize;
import dev.osprey.data.loader.BatchImage;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.region.RegionOutputs;
import dev.osprey.torch.Batch;
import dev.osprey.torch.Device;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/**
 * A run on libtorch. Its tensors belong to the open scope, so closing it frees nothing.
 *
 * @param grids of the feature maps
 * @param outputs of the dense head
 * @param second runs the second stage on regions of each image
 */
public record TorchPass(
    Batch batch,
    Device device,
    List<Anchors.Grid> grids,
    HeadOutputs<Tensor> outputs,
    Function<List<float[]>, RegionOutputs<Tensor>> second)
    implements ForwardPass {

  /** A run of a network with one stage. */
  public static TorchPass ofOneStage(
      Batch batch, Device device, List<Anchors.Grid> grids, HeadOutputs<Tensor> outputs) {
    return new TorchPass(
        batch,
        device,
        grids,
        outputs,
        regions -> {
          throw new UnsupportedOperationException("a one-stage detector has no second stage");
        });
  }

  @Override
  public List<BatchImage> images() {
    return batch.images();
  }

  @Override
  public ImageSize padded() {
    return batch.padded();
  }

  @Override
  public HeadOutputs<OutputRows> dense(int image) {
    return TensorRows.of(outputs, image, device);
  }

  @Override
  public RegionOutputs<OutputRows> regions(List<float[]> regions) {
    return TensorRows.of(second.apply(regions), device);
  }

  @Override
  public void close() {}
}
