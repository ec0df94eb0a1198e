package dev.osprey.evaluation.voc;

/**
 * VOC's metrics of one category; recall and average precision are -1 without objects.
 *
 * @param groundTruths number of objects without difficult ones
 * @param detections number of detections, including those matched to difficult objects
 * @param recall fraction of the objects that was detected
 */
public record VocClassMetrics(
    int categoryId, int groundTruths, int detections, double recall, double ap) {}
