/**
 * Detectors: from feature maps to losses in training, and to detections.
 *
 * <p>Start with {@link OneStageDetector}: a whole detector, in the order in which it works. {@link
 * FasterRcnn} adds a second stage. Their parts, one package each:
 *
 * <pre>
 * anchor       reference boxes around the cells of each feature map
 *   training                                   inference
 *   matching    which object each is assigned to    postprocess   threshold, top-k, NMS, clip
 *   sampling    which of them are trained on
 *   targets     the three put together
 *   loss        how wrong the network is
 * proposal, region   the first and the second stage of Faster R-CNN
 * coding       boxes as deltas of anchors, logits as scores: for both
 * config, preset   settings: YAML to records, published recipes
 * </pre>
 *
 * <p>Letters in shapes: N images in a batch, A anchors at one location, R anchors of a level or
 * rows in general, K classes without background, H and W a feature map's sides. Boxes are xyxy in
 * pixels of the padded image unless said otherwise, packed in {@code float[4 R]} or float32 (R, 4).
 * Labels start at 0. Outputs are laid out as (N, R, K) and (N, R, 4), anchor by anchor.
 */
@NullMarked
package dev.osprey.detection;

import org.jspecify.annotations.NullMarked;
