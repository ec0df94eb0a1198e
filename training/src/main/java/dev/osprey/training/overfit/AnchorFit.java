package dev.osprey.training.overfit;

import dev.osprey.core.Boxes;
import dev.osprey.data.loader.BatchLoader;
import dev.osprey.data.loader.EpochBatches;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.data.loader.LabelledImage;
import dev.osprey.detection.Detector;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.torch.Batch;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.weights.InferenceWeights;
import dev.osprey.torch.weights.Weights;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The objects of images, in pixels of the network, and how well the anchors fit them.
 *
 * @param objects by sample id, without crowds and boxes without area
 * @param smallest side of the smallest anchor (the root of its area), in pixels of resized images;
 *     infinite if a detector has no anchors
 * @param largest side of the largest one; 0 if there is none
 */
record AnchorFit(Map<Long, Objects> objects, double smallest, double largest) {

  /**
   * The objects of one image.
   *
   * @param boxes packed xyxy, pixels of the resized image
   * @param bestIous IoU of each object with its best anchor; 0 if there are no anchors
   */
  record Objects(float[] boxes, double[] bestIous) {}

  /** Computes the fit over the loader's first epoch, without augmentations. */
  static AnchorFit of(Detector detector, Weights weights, BatchLoader loader) {
    AnchorFit fit = new AnchorFit(new LinkedHashMap<>(), Double.POSITIVE_INFINITY, 0);
    try (InferenceWeights inference =
            InferenceWeights.of(detector.network(), weights, weights.engine());
        EpochBatches batches = loader.epoch(0)) {
      while (batches.hasNext()) {
        try (ImageBatch images = batches.next();
            Batch batch = Batch.of(images, weights.engine().device());
            TensorScope scope = TensorScope.inference()) {
          FeatureMaps<Tensor> features = detector.features(inference.ops(), batch);
          fit = fit.with(batch, detector.anchors(features, batch).boxes());
        }
      }
    }
    return fit;
  }

  private AnchorFit with(Batch batch, float[] anchors) {
    for (LabelledImage image : batch.labelled()) {
      objects.put(
          image.sample().id(), new Objects(image.boxes(), bestIous(image.boxes(), anchors)));
    }
    double smallArea = smallest * smallest;
    double largeArea = largest * largest;
    for (int anchor = 0; anchor < anchors.length / 4; anchor++) {
      double area = Boxes.area(anchors, anchor);
      smallArea = Math.min(smallArea, area);
      largeArea = Math.max(largeArea, area);
    }
    return new AnchorFit(objects, Math.sqrt(smallArea), Math.sqrt(largeArea));
  }

  private static double[] bestIous(float[] boxes, float[] anchors) {
    double[] best = new double[boxes.length / 4];
    for (int box = 0; box < best.length; box++) {
      for (int anchor = 0; anchor < anchors.length / 4; anchor++) {
        best[box] = Math.max(best[box], Boxes.iou(boxes, box, anchors, anchor));
      }
    }
    return best;
  }
}
