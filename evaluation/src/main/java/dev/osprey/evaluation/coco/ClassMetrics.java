package dev.osprey.evaluation.coco;

/**
 * COCO's metrics of one category.
 *
 * @param groundTruths number of objects without crowds
 */
public record ClassMetrics(int categoryId, int groundTruths, CocoAverages averages) {}
