/**
 * COCO's detection metrics, equal to {@code COCOeval} of pycocotools for {@code iouType="bbox"}.
 *
 * <p>Dimension letters, as in the reference: T IoU thresholds, R recall points, K categories, A
 * area ranges, M limits of detections per image.
 */
@NullMarked
package dev.osprey.evaluation.coco;

import org.jspecify.annotations.NullMarked;
