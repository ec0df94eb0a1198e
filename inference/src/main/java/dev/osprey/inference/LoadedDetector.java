package dev.osprey.inference;

import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.trained.TrainedSizes;
import dev.osprey.inference.views.ImageDetector;
import dev.osprey.inference.views.Views;
import org.jspecify.annotations.Nullable;

/**
 * A trained detector that was loaded from a file, on any engine. Owns native memory until it is
 * closed. Several threads may use one, and any of them may close it:
 *
 * <ul>
 *   <li>{@link #close} refuses new calls, waits for running calls of other threads, whose results
 *       do not change, and frees the memory.
 *   <li>Closing again changes nothing. Closing from inside a detection, such as from a list of
 *       images that closes the detector when it is read, does not wait: memory is freed when that
 *       detection ends.
 *   <li>Afterwards {@link #detect}, {@link #with} and the detectors that it returned throw an
 *       {@link IllegalStateException} that names what is closed; {@link #labels}, {@link #config}
 *       and {@link #notFinite} still work.
 *   <li>An interrupt ends neither a detection nor the waiting; the thread's interrupt flag stays
 *       set.
 * </ul>
 */
public interface LoadedDetector extends ImageDetector, AutoCloseable {

  /** The classes of the labels of detections. */
  LabelMap labels();

  /** The settings of the detector. */
  Detector.Config config();

  /** The sizes of the objects that it was trained on; null if its file does not contain them. */
  default @Nullable TrainedSizes trainedSizes() {
    return null;
  }

  /**
   * Returns this detector applied to several views of each image. The returned detector owns no
   * memory and is valid until this one is closed.
   *
   * @throws IllegalStateException after {@link #close}
   * @throws UserError if the engine cannot detect in such views
   */
  ImageDetector with(Views views);

  /**
   * Whether {@link #with} accepts other scales than 1; an exported file resizes images itself, to
   * the size that it was exported with.
   */
  default boolean takesOtherScales() {
    return false;
  }

  /**
   * The network's outputs so far that were not finite; they never become detections. Empty if the
   * engine returns only detections.
   */
  default NonFiniteOutputs notFinite() {
    return NonFiniteOutputs.NONE;
  }

  /** The name of the engine that runs the network and why it was chosen, for people. */
  String engine();

  /** The time spent so far, in all threads together. */
  InferenceTimes times();

  /** Frees the memory after running detections of other threads. */
  @Override
  void close();
}
