package dev.osprey.bench.row;

/**
 * The sizes of all inputs.
 *
 * @param height of the image of the large detectors, in pixels; its shortest side stays
 * @param width of it
 * @param longest of its sides after resizing, at most
 * @param face side of the image with faces
 * @param faceCandidates scores above the threshold there; many as in a group photograph
 * @param small side of the small images: of the batch and of the start
 * @param trained side of the images of a training step
 * @param evaluated images of the COCO evaluation
 * @param detections of the COCO evaluation
 * @param loaded images of the loader
 * @param nmsRepeats calls of NMS of 1,000 boxes in one run
 */
public record BenchSize(
    int height,
    int width,
    int longest,
    int face,
    int faceCandidates,
    int small,
    int trained,
    int evaluated,
    int detections,
    int loaded,
    int nmsRepeats) {

  /** The sizes of a scope. */
  public static BenchSize of(BenchScope scope) {
    return switch (scope) {
      case FULL -> new BenchSize(800, 1216, 1333, 640, 400, 320, 512, 5_000, 500_000, 64, 200);
      case QUICK -> new BenchSize(96, 128, 128, 96, 40, 96, 96, 20, 400, 8, 2);
    };
  }
}
