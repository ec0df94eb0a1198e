package dev.osprey.report;

import dev.osprey.core.LabelMap;
import dev.osprey.evaluation.coco.CocoMetrics;
import dev.osprey.evaluation.landmark.LandmarkError;
import dev.osprey.evaluation.voc.VocMetrics;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a data set and the names of its classes.
 *
 * @param voc absent if VOC's metrics were not computed
 * @param landmarks absent if no landmarks were annotated or detected
 */
public record ReportedMetrics(
    CocoMetrics metrics,
    @Nullable VocMetrics voc,
    @Nullable LandmarkError landmarks,
    LabelMap labels) {}
