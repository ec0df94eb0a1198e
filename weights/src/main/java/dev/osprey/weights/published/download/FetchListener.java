package dev.osprey.weights.published.download;

import java.util.OptionalLong;

/**
 * Hears how a file comes in, on the thread that fetches it. A file that lies in the cache is not
 * announced. Each connection that brings bytes is one {@link #onStart} with any number of {@link
 * #onBytes} after it, whose counts never fall; a download that goes on after a break starts with
 * what is there, one that has to start again with zero. {@link #onEnd} is the last call if there
 * was a start, whether the file came or not.
 */
public interface FetchListener {
  /** Hears nothing. */
  FetchListener NONE = new FetchListener() {};

  /**
   * Bytes are about to come.
   *
   * @param present bytes of the file that are already here
   * @param total size of the file; empty where the server does not say
   */
  default void onStart(RemoteFile file, long present, OptionalLong total) {}

  /**
   * Some bytes have come.
   *
   * @param present bytes of the file that are here by now
   */
  default void onBytes(long present) {}

  /** Nothing happens for a while: another process fetches the file, or a server needs a pause. */
  default void onWait(String why) {}

  default void onEnd() {}
}
