package dev.osprey.evaluation;

/** The metric of an evaluation, as configurations and command lines name it. */
public enum Metric {
  /** COCO's average precision over IoU 0.50:0.95, with its other numbers. */
  COCO,
  /** Pascal VOC's from 2010 on: the area under the curve. */
  VOC,
  /** Pascal VOC's of 2007: the mean over 11 recalls. */
  VOC07
}
