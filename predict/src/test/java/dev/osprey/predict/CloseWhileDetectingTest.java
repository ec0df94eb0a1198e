package dev.osprey.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbImage;
import dev.osprey.detection.golden.CheckImages;
import dev.osprey.fixtures.SmallDetector;
import dev.osprey.inference.LoadedDetector;
import dev.osprey.inference.views.ImageDetector;
import dev.osprey.inference.views.Tiling;
import dev.osprey.inference.views.Views;
import dev.osprey.onnx.detector.DetectorExport;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.runtime.OnnxDetector;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Precision;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Closing a detector in one thread while others use it. A fault here ends the JVM. */
@Timeout(600)
class CloseWhileDetectingTest {
  private static final Engine ENGINE = new Engine(Device.CPU, Precision.FLOAT32, 1);
  private static final RgbImage IMAGE = CheckImages.of(new ImageSize(64, 48), 1, 5).get(0);
  private static final Views TILES = Views.plain().tiled(Tiling.of(32));

  @TempDir static Path folder;
  private static SmallDetector small;
  private static Path file;

  enum Kind {
    LIBTORCH,
    ONNX_RUNTIME,
    EXPORTED_FILE;

    LoadedDetector open() {
      return switch (this) {
        case LIBTORCH -> predictor(EngineChoice.TORCH);
        case ONNX_RUNTIME -> predictor(EngineChoice.ONNX);
        case EXPORTED_FILE -> OnnxDetector.open(file, 1);
      };
    }

    private static LoadedDetector predictor(EngineChoice choice) {
      return Predictor.of(small.detector(), small.labels(), small.weights(), ENGINE, choice);
    }
  }

  @BeforeAll
  static void export() {
    small = SmallDetector.of("retinaface-mobilenet025");
    file = folder.resolve("small.onnx");
    new DetectorExport(small.detector(), small.labels(), small.weights(), null)
        .write(file, ExportForm.whole());
  }

  @AfterAll
  static void free() {
    small.close();
  }

  @ParameterizedTest
  @EnumSource
  void resultsBeforeClosingAreCorrectAndLaterCallsAreRejected(Kind kind) throws Exception {
    closeAgainstDetect(kind, 30);
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource
  void closingAThousandTimesDuringDetectionIsSafe(Kind kind) throws Exception {
    closeAgainstDetect(kind, 1000);
  }

  private static void closeAgainstDetect(Kind kind, int rounds) throws Exception {
    String plain;
    String tiled;
    try (LoadedDetector detector = kind.open()) {
      plain = text(detector.detect(IMAGE));
      tiled = text(detector.with(TILES).detect(IMAGE));
    }
    for (int round = 0; round < rounds; round++) {
      Random random = new Random(round);
      LoadedDetector detector = kind.open();
      Round run = new Round(detector);
      run.start(detector, plain);
      run.start(detector, plain);
      run.start(detector.with(TILES), tiled);
      run.close(random.nextInt(15), 1 + round % 2);
      assertThat(run.faults).as("round %s", round).isEmpty();
    }
  }

  private static String text(Detections found) {
    assertThat(found.size()).isPositive();
    StringBuilder text = new StringBuilder();
    found.forEach(one -> text.append(one).append(one.landmarks()));
    return text.toString();
  }

  /** Threads that detect until they are rejected. */
  private static final class Round {
    private final LoadedDetector detector;
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch running = new CountDownLatch(3);

    Round(LoadedDetector detector) {
      this.detector = detector;
    }

    void start(ImageDetector view, String expected) {
      Thread thread = new Thread(() -> detectUntilRefused(view, expected));
      thread.start();
      threads.add(thread);
    }

    private void detectUntilRefused(ImageDetector view, String expected) {
      running.countDown();
      try {
        while (true) {
          boolean late = closed.get();
          Detections found = view.detect(IMAGE);
          if (late || !text(found).equals(expected)) {
            faults.add(late ? "detected after it was closed" : "other detections");
            return;
          }
        }
      } catch (RuntimeException | Error e) {
        if (!isRefusal(e)) {
          faults.add(e.toString());
        }
      }
    }

    void close(int afterMillis, int closers) throws InterruptedException {
      running.await();
      Thread.sleep(afterMillis);
      for (int i = 1; i < closers; i++) {
        Thread thread = new Thread(detector::close);
        thread.start();
        threads.add(thread);
      }
      detector.close();
      closed.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  private static boolean isRefusal(Throwable failure) {
    return failure instanceof IllegalStateException
        && String.valueOf(failure.getMessage()).contains(" is closed. Use it before");
  }

  @ParameterizedTest
  @EnumSource
  void callsInAnyOrderFromAnyThreadGiveResultsAndThenErrors(Kind kind) throws Exception {
    String expected;
    try (LoadedDetector detector = kind.open()) {
      expected = text(detector.detect(IMAGE));
    }
    for (int seed = 0; seed < 20; seed++) {
      LoadedDetector detector = kind.open();
      Queue<String> faults = new ConcurrentLinkedQueue<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Random random = new Random(100L * seed + i);
        threads.add(new Thread(() -> callAtRandom(detector, random, expected, faults)));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      detector.close();
      assertThat(faults).as("seed %s", seed).isEmpty();
    }
  }

  /** After a thread was rejected, or closed the detector itself, every call fails. */
  private static void callAtRandom(
      LoadedDetector detector, Random random, String expected, Queue<String> faults) {
    boolean refused = false;
    for (int call = 0; call < 12; call++) {
      int choice = random.nextInt(12);
      try {
        if (choice == 0) {
          detector.close();
          refused = true;
        } else if (choice < 3) {
          detector.labels();
          detector.config();
          detector.notFinite();
        } else {
          use(detector, choice, expected);
          if (refused) {
            faults.add("call " + choice + " works after it was refused");
          }
        }
      } catch (IllegalStateException e) {
        refused = true;
        if (!isRefusal(e)) {
          faults.add(e.toString());
        }
      } catch (RuntimeException | Error e) {
        faults.add("call " + choice + ": " + e);
      }
    }
  }

  private static void use(LoadedDetector detector, int choice, String expected) {
    if (choice == 3) {
      assertThat(detector.detect(List.<RgbImage>of())).isEmpty();
    } else if (choice == 4) {
      assertThat(detector.with(TILES).detect(IMAGE).size()).isPositive();
    } else if (choice == 5 && detector instanceof Predictor predictor) {
      assertThat(predictor.why(IMAGE, 3, 4).point().x()).isEqualTo(3);
    } else if (choice == 6) {
      assertThat(text(detector.detect(List.of(IMAGE, IMAGE)).get(1))).isNotEmpty();
    } else {
      assertThat(text(detector.with(Views.plain()).detect(IMAGE))).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closingDuringADetectionFreesWhenItEnds(Kind kind) {
    LoadedDetector detector = kind.open();
    List<RgbImage> closing =
        new AbstractList<>() {
          @Override
          public RgbImage get(int index) {
            detector.close();
            return IMAGE;
          }

          @Override
          public int size() {
            return 2;
          }
        };
    assertThat(detector.with(TILES).detect(closing)).hasSize(2);
    assertThatThrownBy(() -> detector.detect(IMAGE)).matches(e -> isRefusal(e));
    detector.close();
  }

  @ParameterizedTest
  @EnumSource
  void interruptedThreadDetectsAndKeepsItsFlag(Kind kind) {
    Thread.currentThread().interrupt();
    try (LoadedDetector detector = kind.open()) {
      assertThat(detector.detect(IMAGE).size()).isPositive();
    }
    assertThat(Thread.interrupted()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void nullIsReportedAndNoImagesGiveNoDetections(Kind kind) {
    try (LoadedDetector detector = kind.open()) {
      List<RgbImage> second = new ArrayList<>();
      second.add(IMAGE);
      second.add(null);
      assertThatThrownBy(() -> detector.detect(second)).hasMessage("image 2 of 2 is null");
      assertThatThrownBy(() -> detector.with(TILES).detect(second))
          .hasMessage("image 2 of 2 is null");
      assertThat(detector.detect(List.<RgbImage>of())).isEmpty();
      assertThat(detector.with(TILES).detect(List.<RgbImage>of())).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void noCallReachesTheEngineAfterClosing(Kind kind) {
    LoadedDetector detector = kind.open();
    ImageDetector tiles = detector.with(TILES);
    detector.close();
    detector.close();
    assertThatThrownBy(() -> detector.detect(IMAGE)).matches(e -> isRefusal(e));
    assertThatThrownBy(() -> detector.detect(List.<RgbImage>of())).matches(e -> isRefusal(e));
    assertThatThrownBy(() -> detector.with(TILES)).matches(e -> isRefusal(e));
    assertThatThrownBy(() -> tiles.detect(IMAGE)).matches(e -> isRefusal(e));
    assertThat(detector.labels().size()).isEqualTo(1);
    assertThat(detector.config().classes()).isEqualTo(1);
  }
}
