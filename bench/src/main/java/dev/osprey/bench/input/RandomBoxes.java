package dev.osprey.bench.input;

import dev.osprey.bench.process.WorkSettings;
import dev.osprey.core.file.AtomicFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A file of boxes as detectors give them before NMS: many in a cluster around each object. It holds
 * float32 in little-endian order: 4 for each box (xyxy in pixels), then a score for each.
 */
public final class RandomBoxes {
  private static final int BOXES_OF_A_CLUSTER = 20;

  private RandomBoxes() {}

  static void write(WorkSettings settings, Path file) {
    int count = settings.number("count");
    SplittableRandom random = new SplittableRandom(settings.number("seed", 7));
    double width = settings.number("width");
    double height = settings.number("height");
    ByteBuffer bytes = ByteBuffer.allocate(5 * count * Float.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    double[] cluster = new double[4];
    for (int i = 0; i < count; i++) {
      if (i % BOXES_OF_A_CLUSTER == 0) {
        cluster[2] = 16 + random.nextDouble() * width / 4;
        cluster[3] = 16 + random.nextDouble() * height / 4;
        cluster[0] = random.nextDouble() * (width - cluster[2]);
        cluster[1] = random.nextDouble() * (height - cluster[3]);
      }
      double x = inside(cluster[0] + jitter(random, cluster[2]), width - 2);
      double y = inside(cluster[1] + jitter(random, cluster[3]), height - 2);
      bytes.putFloat((float) x).putFloat((float) y);
      bytes.putFloat(
          (float) Math.min(width, x + 2 + cluster[2] * (0.75 + random.nextDouble() / 2)));
      bytes.putFloat(
          (float) Math.min(height, y + 2 + cluster[3] * (0.75 + random.nextDouble() / 2)));
    }
    for (int i = 0; i < count; i++) {
      bytes.putFloat((float) random.nextDouble());
    }
    AtomicFile.writeUnforced(file, bytes.array());
  }

  private static double jitter(SplittableRandom random, double side) {
    return (random.nextDouble() - 0.5) * side / 2;
  }

  private static double inside(double value, double most) {
    return Math.max(0, Math.min(most, value));
  }
}
