package dev.osprey.bench.work;

import dev.osprey.bench.input.RandomModel;
import dev.osprey.bench.process.RepeatedWork;
import dev.osprey.bench.process.WorkResult;
import dev.osprey.bench.process.WorkSettings;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.loader.BatchLoader;
import dev.osprey.data.loader.EpochBatches;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.data.loader.LoaderSettings;
import dev.osprey.detection.Detector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One epoch of a loader: JPEG files are decoded, resized, normalised and joined to batches. */
final class LoadingWork implements RepeatedWork {
  private static final int PREFETCH = 4;

  private final BatchLoader loader;

  LoadingWork(WorkSettings settings) {
    Detector.Config model = RandomModel.config(settings);
    List<Sample> samples = new ArrayList<>();
    for (Path image : images(settings.path("images"))) {
      samples.add(new Sample(samples.size(), image, List.of()));
    }
    loader =
        new BatchLoader(
            new Dataset("drawn images", RandomModel.labels(model), samples),
            model.preprocessing(),
            List.of(),
            LoaderSettings.sequential(
                settings.number("batch"), settings.number("workers"), PREFETCH));
  }

  private static List<Path> images(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UserError(folder + ": " + IoReason.of(e), e);
    }
  }

  @Override
  public WorkResult run() {
    double sum = 0;
    int images = 0;
    long start = System.nanoTime();
    try (EpochBatches batches = loader.epoch(0)) {
      while (batches.hasNext()) {
        try (ImageBatch batch = batches.next()) {
          sum += batch.pixels().get(batch.pixels().limit() / 2);
          images += batch.size();
        }
      }
    }
    double seconds = WorkResult.secondsSince(start);
    Checksum checksum = new Checksum();
    checksum.add(sum);
    return new WorkResult(seconds, checksum.text(), Map.of("images", (double) images));
  }

  @Override
  public void close() {
    loader.close();
  }
}
