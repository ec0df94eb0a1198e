package dev.osprey.data.loader;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads the sizes of a data set's images from their files, on several threads. */
final class DatasetImageSizes {
  private DatasetImageSizes() {}

  /**
   * The size of each image after its EXIF orientation. The size in the annotation file is not used:
   * it may be absent, or ignore the orientation.
   *
   * @throws UserError if an image cannot be read; the first of the data set is named
   * @throws CancellationException if the thread is interrupted; its interrupt flag stays set
   */
  static List<ImageSize> of(List<Sample> samples, int threads) {
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try {
      List<Future<ImageSize>> futures = new ArrayList<>();
      for (Sample sample : samples) {
        futures.add(workers.submit(() -> sample.source().size()));
      }
      List<ImageSize> sizes = new ArrayList<>();
      for (Future<ImageSize> future : futures) {
        sizes.add(future.get());
      }
      return sizes;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UserError mistake) {
        throw mistake;
      }
      throw new IllegalStateException("image sizes could not be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      CancellationException cancelled = new CancellationException("interrupted");
      cancelled.initCause(e);
      throw cancelled;
    } finally {
      workers.shutdownNow();
    }
  }
}
