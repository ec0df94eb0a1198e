package dev.osprey.evaluation.coco;

/**
 * The numbers of one category.
 *
 * @param groundTruths how many objects count (crowds do not)
 */
public record ClassMetrics(int categoryId, int groundTruths, CocoAverages averages) {}
