package dev.osprey.predict;

import dev.osprey.core.LabelMap;
import dev.osprey.core.UserError;
import dev.osprey.detection.Detector;

/**
 * A trained detector of a file, on whichever engine it runs. Owns native memory until it is closed.
 * Several threads may use one.
 */
public interface LoadedDetector extends PictureDetector, AutoCloseable {

  /** The classes that labels of detections stand for. */
  LabelMap labels();

  /** The settings of what was loaded. */
  Detector.Config config();

  /**
   * The same detector, looking at several views of each picture. Valid until this is closed; it
   * owns nothing itself.
   *
   * @throws UserError where the engine cannot detect in such views
   */
  PictureDetector with(Views views);

  /**
   * The network's outputs so far that were no finite numbers, from which no detection can come.
   * Nothing where the engine gives detections alone.
   */
  default NotFiniteOutputs notFinite() {
    return NotFiniteOutputs.NONE;
  }

  /** How long it has detected so far, in all threads together. */
  DetectingTimes times();

  @Override
  void close();
}
