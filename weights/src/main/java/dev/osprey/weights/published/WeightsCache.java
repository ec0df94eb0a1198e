package dev.osprey.weights.published;

import dev.osprey.core.file.CacheFolder;
import dev.osprey.core.text.UserError;
import dev.osprey.weights.published.download.CacheLock;
import dev.osprey.weights.published.download.ContentDigest;
import dev.osprey.weights.published.download.Disk;
import dev.osprey.weights.published.download.Download;
import dev.osprey.weights.published.download.FetchErrors;
import dev.osprey.weights.published.download.FetchListener;
import dev.osprey.weights.published.download.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The cache of published weights on this machine. A missing file is downloaded once, over https,
 * into {@code NAME.part}. It is renamed when its SHA-256 begins with the digits in its name, so a
 * file with its final name is complete. An interrupted download is resumed by the next attempt.
 * Several processes and threads may use one folder: the first one downloads, the others wait. A
 * file that a user put there is verified once and refused if its digest differs; it is never
 * changed or removed.
 *
 * <p>The subfolder {@code .state} contains locks and marks of verified files.
 */
public final class WeightsCache {
  private final Path folder;
  private final Transport.Settings settings;

  WeightsCache(Path folder, Transport.Settings settings) {
    this.folder = folder.toAbsolutePath().normalize();
    this.settings = settings;
  }

  /**
   * Returns the cache in {@code $OSPREY_CACHE} if it is set, else in {@code osprey/weights} in the
   * cache folder of the system: {@code $XDG_CACHE_HOME} or {@code ~/.cache} on Linux, {@code
   * ~/Library/Caches} on macOS, {@code %LOCALAPPDATA%} on Windows.
   */
  public static WeightsCache standard() {
    return in(CacheFolder.weights());
  }

  /** Returns the cache in a folder, which need not exist yet. */
  public static WeightsCache in(Path folder) {
    return new WeightsCache(folder, Transport.Settings.standard());
  }

  public Path folder() {
    return folder;
  }

  /** Returns the path of a file in the cache, whether or not it exists. */
  public Path fileOf(PublishedWeights.Entry entry) {
    return folder.resolve(entry.file());
  }

  /**
   * Returns the file of the weights with a name and downloads it if it is missing.
   *
   * @throws UserError for an unknown name, and as {@link #fetch(PublishedWeights.Entry,
   *     NetworkAccess, FetchListener)}
   */
  public Path fetch(String name, NetworkAccess access, FetchListener listener) {
    return fetch(PublishedWeights.entry(name), access, listener);
  }

  /**
   * Returns the file of these weights and downloads it if it is missing.
   *
   * @return a file whose SHA-256 begins with the digits in its name
   * @throws UserError if the file is missing and cannot be downloaded, or exists and has another
   *     digest
   */
  public Path fetch(PublishedWeights.Entry entry, NetworkAccess access, FetchListener listener) {
    Path file = fileOf(entry);
    if (!Files.exists(file)) {
      if (access == NetworkAccess.OFFLINE) {
        throw new FetchErrors(entry.remote(), file).offline();
      }
      download(entry, listener);
    }
    verify(entry);
    return file;
  }

  private void download(PublishedWeights.Entry entry, FetchListener listener) {
    Path file = fileOf(entry);
    Disk.createFolders(folder.resolve(".state"));
    try (CacheLock lock = CacheLock.acquire(state(entry, "lock"), listener)) {
      if (Files.exists(file)) {
        return; // another process fetched it while this one waited for the lock
      }
      Download.run(entry.remote(), file, state(entry, "validator"), settings, listener);
      new VerifiedMark(file, state(entry, "verified")).set();
    } catch (IOException e) {
      throw Disk.notWritable(file, e);
    }
  }

  private void verify(PublishedWeights.Entry entry) {
    Path file = fileOf(entry);
    VerifiedMark mark = new VerifiedMark(file, state(entry, "verified"));
    if (mark.isValid()) {
      return;
    }
    ContentDigest digest = ContentDigest.of(file);
    if (!digest.isOf(entry.remote())) {
      throw new FetchErrors(entry.remote(), file).damaged(digest, sizeOf(file));
    }
    mark.set();
  }

  private Path state(PublishedWeights.Entry entry, String suffix) {
    return folder.resolve(".state").resolve(entry.file() + "." + suffix);
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw Disk.notReadable(file, e);
    }
  }
}
