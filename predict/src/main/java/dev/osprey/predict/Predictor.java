package dev.osprey.predict;

import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.core.Point;
import dev.osprey.core.UseCount;
import dev.osprey.core.UserError;
import dev.osprey.data.image.PictureCodec;
import dev.osprey.data.image.RgbPicture;
import dev.osprey.data.loader.BatchAssembler;
import dev.osprey.data.loader.PictureBatch;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.detection.Detector;
import dev.osprey.detection.postprocess.Explanation;
import dev.osprey.detection.trained.TrainedSizes;
import dev.osprey.torch.Batch;
import dev.osprey.torch.DetectingMemory;
import dev.osprey.torch.Engine;
import dev.osprey.torch.InferenceWeights;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Weights;
import dev.osprey.weights.ModelFile;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A trained detector, ready to find objects in pictures:
 *
 * <pre>{@code
 * try (Predictor predictor = Predictor.load(Path.of("best.safetensors"))) {
 *   for (Detection found : predictor.detect(Path.of("street.jpg"))) {
 *     if (found.score() >= 0.5) {
 *       System.out.println(predictor.labels().name(found.label()) + " " + found.box());
 *     }
 *   }
 * }
 * }</pre>
 *
 * Boxes are in pixels of the given picture, after its EXIF orientation. Several threads may use
 * one; {@link LoadedDetector} says what closing does.
 */
public final class Predictor implements LoadedDetector {
  private static final int IDLE_BUFFERS = 2;

  private final Detector detector;
  private final LabelMap labels;
  private final InferenceWeights weights;
  private final @Nullable TrainedSizes trainedSizes;
  private final BatchAssembler assembler;
  private final DetectingMemory memory;
  private final UseCount uses;
  private volatile NotFiniteOutputs notFinite = NotFiniteOutputs.NONE;
  private volatile DetectingTimes times;

  private Predictor(
      String name,
      Detector detector,
      LabelMap labels,
      InferenceWeights weights,
      @Nullable TrainedSizes trainedSizes) {
    this.detector = detector;
    this.labels = labels;
    this.weights = weights;
    this.trainedSizes = trainedSizes;
    this.assembler = new BatchAssembler(detector.config().preprocessing(), IDLE_BUFFERS);
    this.memory = new DetectingMemory(detector.network(), weights.engine());
    this.uses = new UseCount(name, this::free);
    this.times =
        DetectingTimes.none(
            weights.engine().device().isCpu()
                ? DetectingTimes.Parts.MEASURED
                : DetectingTimes.Parts.GPU);
  }

  /** Loads a model file to run on the CPU in float32. */
  public static Predictor load(Path modelFile) {
    return load(modelFile, Engine.cpu());
  }

  /**
   * Loads a model file.
   *
   * @throws UserError where the file is missing, damaged, or no model
   */
  public static Predictor load(Path modelFile, Engine engine) {
    return load(modelFile, engine, UnaryOperator.identity());
  }

  /**
   * Loads a model file to detect with other settings, such as another threshold or size.
   *
   * @param change gives the settings from those of the file
   * @throws UserError where the file is missing, damaged, or no model, or where its weights do not
   *     fit the settings
   */
  public static Predictor load(
      Path modelFile, Engine engine, UnaryOperator<Detector.Config> change) {
    try (ModelFile file = ModelFile.open(modelFile)) {
      Detector detector = change.apply(file.config()).create();
      try (Weights loaded = file.weights(detector.network(), Engine.cpu())) {
        return of(
            "the detector of " + modelFile,
            detector,
            file.labels(),
            loaded,
            engine,
            TrainedSizes.read(file.summary(), modelFile.toString()));
      }
    }
  }

  /** A predictor with a copy of weights in memory, such as those that are being trained. */
  public static Predictor of(Detector detector, LabelMap labels, Weights weights, Engine engine) {
    return of("the detector", detector, labels, weights, engine, null);
  }

  private static Predictor of(
      String name,
      Detector detector,
      LabelMap labels,
      Weights weights,
      Engine engine,
      @Nullable TrainedSizes sizes) {
    return new Predictor(
        name, detector, labels, InferenceWeights.of(detector.network(), weights, engine), sizes);
  }

  @Override
  public LabelMap labels() {
    return labels;
  }

  @Override
  public Detector.Config config() {
    return detector.config();
  }

  @Override
  public PictureDetector with(Views views) {
    uses.requireOpen();
    PictureDetector viewing = views.over(this::detect, config(), trainedSizes);
    return pictures -> {
      try (UseCount.Use use = uses.enter()) {
        return viewing.detect(PictureDetector.requirePictures(pictures));
      }
    };
  }

  @Override
  public @Nullable TrainedSizes trainedSizes() {
    return trainedSizes;
  }

  /**
   * Finds objects in several pictures at once; sizes may differ.
   *
   * @throws UserError where they take more memory than there is
   */
  @Override
  public List<Detections> detect(List<RgbPicture> pictures) {
    try (UseCount.Use use = uses.enter()) {
      return detect(PictureDetector.requirePictures(pictures), 1);
    }
  }

  private List<Detections> detect(List<RgbPicture> pictures, double scale) {
    if (pictures.isEmpty()) {
      return List.of();
    }
    ResizeRule resize = config().preprocessing().resize().atScale(scale);
    List<ImageSize> resized =
        pictures.stream().map(one -> resize.geometry(one.size()).resized()).toList();
    memory.require(pictures.size(), config().preprocessing().padding().batchSize(resized));
    long start = System.nanoTime();
    try (PictureBatch batch = assembler.assemble(pictures, resize)) {
      long resizing = System.nanoTime() - start;
      count(resizing, resizing, 0);
      return detectBatch(batch);
    }
  }

  /**
   * Finds objects in a batch that a loader made with this model's preprocessing.
   *
   * @throws UserError where it takes more memory than there is
   */
  public List<Detections> detect(PictureBatch pictures) {
    try (UseCount.Use use = uses.enter()) {
      return detectBatch(pictures);
    }
  }

  private List<Detections> detectBatch(PictureBatch pictures) {
    memory.require(pictures.size(), pictures.padded());
    weights.engine().applyThreads();
    long start = System.nanoTime();
    LongAdder network = new LongAdder();
    try (Batch batch = Batch.of(pictures, weights.engine().device());
        TensorScope scope = TensorScope.detecting()) {
      List<Detections> found = detector.detect(weights.ops(network::add), batch);
      count(found);
      count(System.nanoTime() - start, 0, network.sum());
      return found;
    }
  }

  @Override
  public DetectingTimes times() {
    return times;
  }

  private synchronized void count(long whole, long resizing, long network) {
    times = times.plus(whole, resizing, network);
  }

  @Override
  public NotFiniteOutputs notFinite() {
    return notFinite;
  }

  private synchronized void count(List<Detections> found) {
    notFinite = notFinite.and(found);
  }

  /** Why something is found or missed at a point of a picture file. */
  public Explanation why(Path picture, double x, double y) {
    RgbPicture decoded = PictureCodec.read(picture);
    try {
      return why(decoded, x, y);
    } catch (UserError e) {
      throw new UserError(picture + ": " + e.getMessage(), e);
    }
  }

  /** Why something is found or missed at a point of a picture of Java2D. */
  public Explanation why(BufferedImage picture, double x, double y) {
    return why(RgbPicture.of(picture), x, y);
  }

  /**
   * Why something is found or missed at a point of a decoded picture: the best candidates there and
   * the stage that dropped each.
   *
   * @param x in pixels from the left, at least 0, below the width
   * @param y in pixels from the top, at least 0, below the height
   * @throws UserError where the point lies outside the picture
   */
  public Explanation why(RgbPicture picture, double x, double y) {
    Point point = new Point(x, y);
    if (!(x >= 0 && x < picture.width() && y >= 0 && y < picture.height())) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "the point (%s, %s) lies outside the picture, which is %d pixels wide and %d high;"
                  + " give x from 0 to %d and y from 0 to %d",
              number(x),
              number(y),
              picture.width(),
              picture.height(),
              picture.width() - 1,
              picture.height() - 1));
    }
    try (UseCount.Use use = uses.enter()) {
      return explain(picture, point);
    }
  }

  private Explanation explain(RgbPicture picture, Point point) {
    weights.engine().applyThreads();
    try (PictureBatch pictures = assembler.assemble(List.of(picture));
        Batch batch = Batch.of(pictures, weights.engine().device());
        TensorScope scope = TensorScope.detecting()) {
      return detector.explain(weights.ops(), batch, List.of(point)).get(0);
    }
  }

  private static String number(double value) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
        : String.valueOf(value);
  }

  @Override
  public void close() {
    uses.close();
  }

  private void free() {
    assembler.close();
    weights.close();
  }
}
