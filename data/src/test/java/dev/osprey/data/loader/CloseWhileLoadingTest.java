package dev.osprey.data.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.data.Dataset;
import dev.osprey.data.ImageSource;
import dev.osprey.data.Sample;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.transform.ChannelOrder;
import dev.osprey.data.transform.Padding;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.data.transform.ResizeRule;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loaders, epochs and batches that are closed while other threads use them. */
@Timeout(60)
class CloseWhileLoadingTest {
  private static final Preprocessing PREPROCESSING =
      new Preprocessing(
          new ResizeRule.None(),
          ChannelOrder.RGB,
          List.of(0.0, 0.0, 0.0),
          List.of(1.0, 1.0, 1.0),
          new Padding(8, Padding.Rule.UP_TO_MULTIPLE));

  private static BatchLoader loader(int images, ImageSource.Supplier supplier) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      samples.add(new Sample(i, ImageSource.of("image " + i, supplier), List.of()));
    }
    Dataset dataset = new Dataset("given", LabelMap.ofNames(List.of("cell")), samples);
    return new BatchLoader(dataset, PREPROCESSING, List.of(), LoaderSettings.sequential(1, 1, 3));
  }

  private static byte[] png() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", bytes);
    return bytes.toByteArray();
  }

  @Test
  void closingTheEpochThrowsInAThreadThatWaitsForABatch() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try (BatchLoader loader =
        loader(
            9,
            () -> {
              begun.countDown();
              try {
                Thread.sleep(60_000);
              } catch (InterruptedException e) {
                throw new InterruptedIOException("stopped");
              }
              return png();
            })) {
      EpochBatches epoch = loader.epoch(0);
      Future<ImageBatch> waiting = reader.submit(epoch::next);
      begun.await();

      epoch.close();

      assertThatThrownBy(waiting::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the epoch is closed");
      assertThatThrownBy(epoch::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the epoch is closed");
      assertThat(epoch.hasNext()).isFalse();
    } finally {
      reader.shutdown();
    }
  }

  @Test
  void epochsAreReadAndClosedByDifferentThreads() throws Exception {
    byte[] bytes = png();
    try (BatchLoader loader = loader(40, () -> bytes)) {
      for (int round = 0; round < 100; round++) {
        EpochBatches epoch = loader.epoch(round);
        AtomicInteger faults = new AtomicInteger();
        Thread reader =
            new Thread(
                () -> {
                  try {
                    while (epoch.hasNext()) {
                      epoch.next().close();
                    }
                  } catch (IllegalStateException e) {
                    faults.addAndGet(String.valueOf(e.getMessage()).contains("is closed") ? 0 : 1);
                  } catch (RuntimeException | Error e) {
                    faults.incrementAndGet();
                  }
                });
        reader.start();
        Thread.sleep(round % 4);
        epoch.close();
        reader.join();
        assertThat(faults).as("round %s", round).hasValue(0);
      }
    }
  }

  @Test
  void aClosedLoaderGivesNoEpoch() throws IOException {
    byte[] bytes = png();
    BatchLoader loader = loader(2, () -> bytes);
    loader.close();
    loader.close();
    assertThatThrownBy(() -> loader.epoch(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the loader is closed");
    assertThat(loader.batchesPerEpoch()).isEqualTo(2);
  }

  @Test
  void closingWaitsUntilTheUseOfPixelsEnds() throws Exception {
    try (BatchAssembler assembler = new BatchAssembler(PREPROCESSING, 0)) {
      ImageBatch batch =
          assembler.assemble(List.of(new RgbImage(new ImageSize(8, 8), new byte[192])));
      Thread closer = new Thread(batch::close);
      try (var use = batch.use()) {
        closer.start();
        while (closer.getState() != Thread.State.WAITING) {
          Thread.sleep(1);
        }
        assertThat(batch.pixels().get(0)).isZero();
      }
      closer.join();
      assertThatThrownBy(batch::pixels)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("the batch of images is closed");
      assertThat(batch.size()).isEqualTo(1);
    }
  }
}
