package dev.osprey.evaluation;

/** The metric of an evaluation, with its name in configurations and on the command line. */
public enum Metric {
  /** COCO's metrics, with the average precision over IoU 0.50:0.95 as the main one. */
  COCO,
  /** Pascal VOC's average precision from 2010 on: the area under the curve. */
  VOC,
  /** Pascal VOC's average precision of 2007: the mean over 11 recalls. */
  VOC07
}
