package dev.osprey.report;

import dev.osprey.core.LabelMap;
import dev.osprey.evaluation.coco.CocoMetrics;

/** The metrics of a data set and the names of its classes. */
public record Evaluated(CocoMetrics metrics, LabelMap labels) {}
