package dev.osprey.evaluation.coco;

/**
 * The numbers of one category; -1 where it has no ground truth that counts.
 *
 * @param groundTruths how many objects count (crowds do not)
 * @param ap over IoU 0.50:0.95
 * @param ar100 average recall with the largest number of detections (100)
 */
public record ClassMetrics(
    int categoryId, int groundTruths, double ap, double ap50, double ap75, double ar100) {}
