package dev.osprey.weights.published;

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
 * Published weights on this machine. A file that is not here is fetched once, over https, into
 * {@code NAME.part} and renamed when its SHA-256 begins with the digits in its name: what has its
 * name is whole. A break is no loss, the next attempt goes on from there. Several processes and
 * threads may use one folder; the first one fetches, the others wait. A file that a user put there
 * is looked at once and refused if it is another; it is never changed or removed.
 *
 * <p>Beside the files the folder has {@code .state}, with locks and notes of what was verified.
 */
public final class WeightsCache {
  private final Path folder;
  private final Transport.Settings settings;

  WeightsCache(Path folder, Transport.Settings settings) {
    this.folder = folder.toAbsolutePath().normalize();
    this.settings = settings;
  }

  /**
   * In {@code $OSPREY_CACHE}, else in {@code osprey/weights} where the system keeps caches: {@code
   * $XDG_CACHE_HOME} or {@code ~/.cache} on Linux, {@code ~/Library/Caches} on macOS, {@code
   * %LOCALAPPDATA%} on Windows.
   */
  public static WeightsCache standard() {
    return in(
        CacheFolder.of(
            System.getenv(), System.getProperty("os.name"), System.getProperty("user.home")));
  }

  /** In a folder that need not exist yet. */
  public static WeightsCache in(Path folder) {
    return new WeightsCache(folder, Transport.Settings.standard());
  }

  public Path folder() {
    return folder;
  }

  /** Where the file is, or has to be put. */
  public Path fileOf(PublishedWeights.Entry entry) {
    return folder.resolve(entry.file());
  }

  /**
   * The file of the weights of that name, fetched if it is not here.
   *
   * @throws UserError for an unknown name, and as {@link #fetch(PublishedWeights.Entry,
   *     NetworkAccess, FetchListener)}
   */
  public Path fetch(String name, NetworkAccess access, FetchListener listener) {
    return fetch(PublishedWeights.entry(name), access, listener);
  }

  /**
   * The file of these weights, fetched if it is not here.
   *
   * @return a file whose SHA-256 begins with the digits in its name
   * @throws UserError if it is not here and cannot be fetched, or is here and is another file
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
    if (mark.stands()) {
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
