package dev.osprey.bench.input;

import dev.osprey.bench.process.WorkSettings;
import dev.osprey.data.format.coco.CocoFile;
import dev.osprey.data.result.CocoDetection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A folder with {@code truth.json} and {@code detections.json} of a data set as large as COCO's
 * validation split: 80 classes, about seven objects in each image, of which most are found, among
 * false positives.
 */
final class RandomCocoFiles {
  private static final int CLASSES = 80;
  private static final int MOST_OBJECTS = 14;
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;

  private final SplittableRandom random;
  private final List<CocoFile.Entry> truths = new ArrayList<>();
  private final List<CocoDetection> found = new ArrayList<>();

  private RandomCocoFiles(long seed) {
    random = new SplittableRandom(seed);
  }

  static void write(WorkSettings settings, Path folder) {
    RandomCocoFiles files = new RandomCocoFiles(settings.number("seed", 11));
    int images = settings.number("images");
    for (int image = 1; image <= images; image++) {
      files.addImage(image, settings.number("detections") / images);
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    files.truth(images).write(folder.resolve("truth.json"));
    CocoDetection.writeAll(files.found, folder.resolve("detections.json"));
  }

  private CocoFile truth(int images) {
    List<CocoFile.Image> listed = new ArrayList<>();
    for (int image = 1; image <= images; image++) {
      listed.add(new CocoFile.Image(image, image + ".jpg", WIDTH, HEIGHT));
    }
    List<CocoFile.Category> classes = new ArrayList<>();
    for (int label = 1; label <= CLASSES; label++) {
      classes.add(new CocoFile.Category(label, "class " + label));
    }
    return new CocoFile(listed, classes, truths);
  }

  private void addImage(int image, int detections) {
    int objects = random.nextInt(MOST_OBJECTS + 1);
    for (int i = 0; i < objects; i++) {
      double[] box = box();
      int label = 1 + random.nextInt(CLASSES);
      truths.add(
          new CocoFile.Entry(
              (long) truths.size() + 1,
              image,
              label,
              box[0],
              box[1],
              box[2],
              box[3],
              box[2] * box[3],
              random.nextInt(100) == 0));
      if (i < detections) {
        addDetection(image, label, near(box), 0.3 + 0.7 * random.nextDouble());
      }
    }
    for (int i = objects; i < detections; i++) {
      addDetection(image, 1 + random.nextInt(CLASSES), box(), 0.5 * random.nextDouble());
    }
  }

  private void addDetection(int image, int label, double[] box, double score) {
    found.add(new CocoDetection(image, label, box[0], box[1], box[2], box[3], rounded(score)));
  }

  private double[] box() {
    double width = 4 + random.nextDouble() * random.nextDouble() * (WIDTH - 4);
    double height = 4 + random.nextDouble() * random.nextDouble() * (HEIGHT - 4);
    return new double[] {
      rounded(random.nextDouble() * (WIDTH - width)),
      rounded(random.nextDouble() * (HEIGHT - height)),
      rounded(width),
      rounded(height)
    };
  }

  private double[] near(double[] box) {
    double[] moved = box.clone();
    for (int i = 0; i < 4; i++) {
      moved[i] = rounded(Math.max(1, box[i] + (random.nextDouble() - 0.5) * 0.3 * box[2 + i % 2]));
    }
    return moved;
  }

  /** Three decimals, as result files usually have them. */
  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
