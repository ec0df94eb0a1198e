package dev.osprey.bench.work;

import dev.osprey.bench.process.RepeatedWork;
import dev.osprey.bench.process.WorkResult;
import dev.osprey.bench.process.WorkSettings;
import dev.osprey.core.Detections;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import dev.osprey.inference.LoadedDetector;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Detection in decoded images: from pixels to boxes in pixels, as an application calls it. */
final class DetectionWork implements RepeatedWork {
  private final LoadedDetector detector;
  private final List<RgbImage> images;

  DetectionWork(WorkSettings settings) {
    RgbImage image = ImageCodec.read(settings.path("image"));
    images = Collections.nCopies(settings.number("batch", 1), image);
    detector = BenchEngine.load(settings);
  }

  @Override
  public WorkResult run() {
    long start = System.nanoTime();
    List<Detections> found = detector.detect(images);
    double seconds = WorkResult.secondsSince(start);
    int count = found.stream().mapToInt(Detections::size).sum();
    Checksum checksum = new Checksum();
    for (Detections ofImage : found) {
      checksum.add(ofImage.boxes());
      checksum.add(ofImage.scores());
    }
    return new WorkResult(seconds, checksum.text(), Map.of("detections", (double) count));
  }

  @Override
  public void close() {
    detector.close();
  }
}
