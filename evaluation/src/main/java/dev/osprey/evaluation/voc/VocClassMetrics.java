package dev.osprey.evaluation.voc;

/**
 * The numbers of one category; recall and average precision are -1 where it has no object that
 * counts.
 *
 * @param groundTruths how many objects count (difficult ones do not)
 * @param detections how many were considered, including those matched to difficult objects
 * @param recall share of the objects that was detected, using all these detections
 */
public record VocClassMetrics(
    int categoryId, int groundTruths, int detections, double recall, double ap) {}
