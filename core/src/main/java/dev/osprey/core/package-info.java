/**
 * Values that all modules use: boxes, sizes, labels, annotations, detections; IoU and NMS.
 *
 * <h2>Glossary</h2>
 *
 * <p>Shapes are written with one letter for each dimension, as in {@code float32 (N, R, 4)}:
 *
 * <table>
 *   <caption>Dimension letters</caption>
 *   <tr><th>letter</th><th>dimension</th></tr>
 *   <tr><td>N</td><td>images of a batch</td></tr>
 *   <tr><td>C</td><td>channels of an image or feature map</td></tr>
 *   <tr><td>H, W</td><td>height and width in pixels, or in cells of a feature map</td></tr>
 *   <tr><td>A</td><td>anchors at one location of a feature map</td></tr>
 *   <tr><td>K</td><td>classes, without background</td></tr>
 *   <tr><td>L</td><td>levels of the feature pyramid, from fine to coarse</td></tr>
 *   <tr><td>R</td><td>rows: the anchors of a level or of all levels, or the regions of an image
 *       </td></tr>
 *   <tr><td>M</td><td>ground-truth objects of an image</td></tr>
 * </table>
 *
 * <dl>
 *   <dt>anchor
 *   <dd>A box of fixed size around a location of a feature map. The network predicts the classes of
 *       the object at the anchor, and how its box differs from the anchor.
 *   <dt>annotation, ground truth
 *   <dd>An object as the data set describes it: a box, a label, sometimes landmarks.
 *   <dt>backbone, neck, head
 *   <dd>The three parts of a network: it computes feature maps, combines them into levels, and
 *       predicts logits and deltas on each level.
 *   <dt>box
 *   <dd>A rectangle with sides parallel to the image's, {@code x1, y1, x2, y2} in pixels, packed in
 *       {@code float[4 R]} or float32 (R, 4).
 *   <dt>candidate
 *   <dd>A scored box that postprocessing has not yet kept or dropped.
 *   <dt>deltas
 *   <dd>Four numbers that say how a box differs from its anchor or proposal; landmark deltas do the
 *       same for points.
 *   <dt>detection
 *   <dd>A box with a label and a score that postprocessing kept.
 *   <dt>IoU
 *   <dd>Intersection over union: the common area of two boxes, divided by the area that they cover
 *       together.
 *   <dt>label
 *   <dd>The index of a class, from 0. Background is not a label.
 *   <dt>landmarks
 *   <dd>Five points of a face: eyes, nose, corners of the mouth.
 *   <dt>level, stride
 *   <dd>A level is one feature map of the pyramid; its stride is the number of pixels between
 *       neighbouring locations.
 *   <dt>logit, score
 *   <dd>An output of the network before and after the sigmoid or softmax; a score is from 0 to 1.
 *   <dt>match, target
 *   <dd>A match assigns an anchor to a ground-truth object or to the background; a target is what
 *       the network should predict there.
 *   <dt>NMS
 *   <dd>Non-maximum suppression: of overlapping boxes of one class the one with the highest score
 *       is kept.
 *   <dt>proposal, region
 *   <dd>A box that the first stage of Faster R-CNN selects; the second stage classifies it.
 *   <dt>sample, batch
 *   <dd>A sample is an image with its annotations; a batch is several images, resized and padded to
 *       one shape.
 * </dl>
 */
@NullMarked
package dev.osprey.core;

import org.jspecify.annotations.NullMarked;
