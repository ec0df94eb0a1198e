package dev.osprey.predict;

import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.trained.TrainedSizes;
import dev.osprey.predict.views.ImageDetector;
import dev.osprey.predict.views.Views;
import org.jspecify.annotations.Nullable;

/**
 * A trained detector of a file, on whichever engine it runs. Owns native memory until it is closed.
 * Several threads may use one, and any of them may close it:
 *
 * <ul>
 *   <li>{@link #close} refuses calls that come, waits for those that other threads have begun,
 *       whose results are what they would have been, and frees.
 *   <li>Closing again changes nothing. Closing from inside a detection, such as from a list of
 *       images that closes the detector when it is read, does not wait: memory is freed when that
 *       detection ends.
 *   <li>Afterwards {@link #detect}, {@link #with} and what it gave are an {@link
 *       IllegalStateException} that says what is closed; {@link #labels}, {@link #config} and
 *       {@link #notFinite} still answer.
 *   <li>An interrupt neither ends a detection nor the waiting; the thread's flag stays set.
 * </ul>
 */
public interface LoadedDetector extends ImageDetector, AutoCloseable {

  /** The classes that labels of detections stand for. */
  LabelMap labels();

  /** The settings of what was loaded. */
  Detector.Config config();

  /** How large the objects were that it was trained on; null where its file does not tell. */
  default @Nullable TrainedSizes trainedSizes() {
    return null;
  }

  /**
   * The same detector, looking at several views of each image. Valid until this is closed; it owns
   * nothing itself.
   *
   * @throws IllegalStateException after {@link #close}
   * @throws UserError where the engine cannot detect in such views
   */
  ImageDetector with(Views views);

  /**
   * The network's outputs so far that were no finite numbers, from which no detection can come.
   * Nothing where the engine gives detections alone.
   */
  default NonFiniteOutputs notFinite() {
    return NonFiniteOutputs.NONE;
  }

  /** How long it has detected so far, in all threads together. */
  InferenceTimes times();

  /** Frees what is owned, after detections that other threads have begun. */
  @Override
  void close();
}
