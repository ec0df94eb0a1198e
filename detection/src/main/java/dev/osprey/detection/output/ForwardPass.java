package dev.osprey.detection.output;

import dev.osprey.core.ImageSize;
import dev.osprey.data.loader.BatchImage;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.region.RegionOutputs;
import java.util.List;

/**
 * The run of a network on one batch in inference, on any engine. Its outputs are readable until it
 * is closed. Confined to one thread.
 */
public interface ForwardPass extends AutoCloseable {

  /** The images of the batch. */
  List<BatchImage> images();

  /** Height and width of all images, including padding. */
  ImageSize padded();

  /** The grid of each feature map that the dense head reads, finest first. */
  List<Anchors.Grid> grids();

  /**
   * The outputs of the dense head for one image: of the only head of a one-stage detector, or of
   * the proposal head of a two-stage detector.
   *
   * @param image index in the batch
   */
  HeadOutputs<OutputRows> dense(int image);

  /**
   * Runs the second stage on regions.
   *
   * @param regions of each image: packed xyxy, padded-image pixels
   * @return one row for each region, one image after the other
   * @throws UnsupportedOperationException if the network has one stage
   */
  RegionOutputs<OutputRows> regions(List<float[]> regions);

  @Override
  void close();
}
