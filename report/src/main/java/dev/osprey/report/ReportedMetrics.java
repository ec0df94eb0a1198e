package dev.osprey.report;

import dev.osprey.core.LabelMap;
import dev.osprey.evaluation.coco.CocoMetrics;
import dev.osprey.evaluation.landmark.LandmarkError;
import dev.osprey.evaluation.voc.VocMetrics;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a data set and the names of its classes.
 *
 * @param voc null where nobody asked for VOC's
 * @param landmarks null where no landmarks were found or marked
 */
public record ReportedMetrics(
    CocoMetrics metrics,
    @Nullable VocMetrics voc,
    @Nullable LandmarkError landmarks,
    LabelMap labels) {}
