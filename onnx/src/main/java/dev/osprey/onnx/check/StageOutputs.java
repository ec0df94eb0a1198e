package dev.osprey.onnx.check;

import dev.osprey.detection.postprocess.check.SelectionResults;
import dev.osprey.detection.region.RegionRows;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.region.RegionOutputs;
import dev.osprey.onnx.detector.StageValues;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.runtime.OnnxSession;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** The values that a file gave for its {@link StageValues}, as tensors of the open scope. */
record StageOutputs(StageValues values, Map<String, OnnxSession.Output> found) {

  HeadOutputs<Tensor> dense() {
    return new HeadOutputs<>(
        tensors(values.dense().logits()),
        tensors(values.dense().deltas()),
        tensors(values.dense().landmarks()));
  }

  private List<Tensor> tensors(List<GraphValue> levels) {
    return levels.stream().map(this::tensor).toList();
  }

  private Tensor tensor(GraphValue value) {
    OnnxSession.Output output = output(value);
    return Tensors.of(output.floats(), Device.CPU, output.shape());
  }

  private OnnxSession.Output output(GraphValue value) {
    OnnxSession.Output output = found.get(value.name());
    if (output == null) {
      throw new IllegalStateException("the exported file gives no " + value.name());
    }
    return output;
  }

  /**
   * Returns the proposals of each image, best first, with their levels.
   *
   * @param images the number of images in the batch
   * @param topK the maximum number of candidates of a level
   */
  List<SelectionResults> proposals(StageValues.Regions regions, int images, int topK) {
    float[] rows = output(regions.rows()).floats();
    int[] levels = levels(regions, topK);
    float[] scores = scores(regions);
    List<SelectionResults> perImage = new ArrayList<>();
    int start = 0;
    for (int image = 0; image < images; image++) {
      int end = start;
      while (end < scores.length && rows[end * RegionRows.WIDTH] == image) {
        end++;
      }
      perImage.add(
          new SelectionResults(
              boxes(rows, start, end),
              Arrays.copyOfRange(scores, start, end),
              Arrays.copyOfRange(levels, start, end),
              new float[0]));
      start = end;
    }
    if (start < scores.length) {
      throw new IllegalStateException("the exported file's proposals are not grouped by image");
    }
    return perImage;
  }

  private float[] scores(StageValues.Regions regions) {
    float[] kept = output(regions.choice().scores()).floats();
    long[] places = output(regions.places()).integers();
    float[] scores = new float[places.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = kept[(int) places[i]];
    }
    return scores;
  }

  /**
   * Returns the level of each proposal. Candidates are ordered by level, at most {@code topK} of
   * each.
   */
  private int[] levels(StageValues.Regions regions, int topK) {
    long[] kept = output(regions.choice().rows()).integers();
    long[] places = output(regions.places()).integers();
    int[] levels = new int[places.length];
    for (int i = 0; i < levels.length; i++) {
      long left = kept[(int) places[i]];
      for (GraphValue logits : values.dense().logits()) {
        left -= Math.min(topK, output(logits).shape()[1]);
        levels[i] += left >= 0 ? 1 : 0;
      }
    }
    return levels;
  }

  private static float[] boxes(float[] rows, int start, int end) {
    float[] boxes = new float[4 * (end - start)];
    for (int i = start; i < end; i++) {
      System.arraycopy(rows, i * RegionRows.WIDTH + 1, boxes, 4 * (i - start), 4);
    }
    return boxes;
  }

  RegionOutputs<Tensor> ofRegions(StageValues.RegionValues stage) {
    return new RegionOutputs<>(tensor(stage.outputs().logits()), tensor(stage.outputs().deltas()));
  }
}
