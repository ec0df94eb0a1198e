package dev.osprey.weights.published.download;

import java.util.OptionalLong;

/**
 * Receives the progress of a download, on the thread that downloads. A file in the cache causes no
 * calls. Each connection that delivers bytes calls {@link #onStart} once and {@link #onBytes} any
 * number of times with counts that never decrease. A resumed download starts with the existing
 * bytes, a restarted one with zero. {@link #onEnd} is the last call after a start, whether the
 * download succeeded or not.
 */
public interface FetchListener {
  /** A listener that does nothing. */
  FetchListener NONE = new FetchListener() {};

  /**
   * Called before the first bytes of a connection.
   *
   * @param present number of bytes that are already here
   * @param total size of the file; empty if the server does not state it
   */
  default void onStart(RemoteFile file, long present, OptionalLong total) {}

  /**
   * Called after bytes were received.
   *
   * @param present number of bytes that are here now
   */
  default void onBytes(long present) {}

  /** Called before a pause: another process downloads the file, or the server asked to wait. */
  default void onWait(String why) {}

  default void onEnd() {}
}
