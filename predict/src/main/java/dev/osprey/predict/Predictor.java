package dev.osprey.predict;

import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.core.Point;
import dev.osprey.core.runtime.UseCount;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import dev.osprey.data.loader.BatchAssembler;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.detection.Detector;
import dev.osprey.detection.postprocess.explanation.Explanation;
import dev.osprey.detection.trained.TrainedSizes;
import dev.osprey.inference.InferenceTimes;
import dev.osprey.inference.LoadedDetector;
import dev.osprey.inference.NonFiniteOutputs;
import dev.osprey.inference.views.ImageDetector;
import dev.osprey.inference.views.Views;
import dev.osprey.onnx.network.OnnxNetworks;
import dev.osprey.torch.Engine;
import dev.osprey.torch.memory.InferenceMemory;
import dev.osprey.torch.weights.InferenceWeights;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.ModelFile;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A trained detector, ready to find objects in images:
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
 * Boxes are in pixels of the given image, after its EXIF orientation. Several threads may use one;
 * see {@link LoadedDetector} for closing.
 */
public final class Predictor implements LoadedDetector {
  private static final int IDLE_BUFFERS = 2;

  private final Detector detector;
  private final LabelMap labels;
  private final NetworkEngine engine;
  private final @Nullable TrainedSizes trainedSizes;
  private final BatchAssembler assembler;
  private final InferenceMemory memory;
  private final UseCount uses;
  private volatile NonFiniteOutputs notFinite = NonFiniteOutputs.NONE;
  private volatile InferenceTimes times;

  private Predictor(
      String name,
      LabelMap labels,
      EngineSelection selection,
      EngineChoice choice,
      @Nullable TrainedSizes trainedSizes) {
    this.detector = selection.detector();
    this.labels = labels;
    this.engine = selection.open(choice);
    this.trainedSizes = trainedSizes;
    this.assembler = new BatchAssembler(detector.config().preprocessing(), IDLE_BUFFERS);
    this.memory = new InferenceMemory(detector.network(), selection.engine());
    this.uses = new UseCount(name, this::free);
    this.times =
        InferenceTimes.none(
            selection.engine().device().isCpu()
                ? InferenceTimes.Parts.MEASURED
                : InferenceTimes.Parts.GPU);
  }

  /** Loads a model file to run on the CPU in float32, on the fastest engine. */
  public static Predictor load(Path modelFile) {
    return load(modelFile, Engine.cpu());
  }

  /**
   * Loads a model file to run on the fastest engine.
   *
   * @throws UserError if the file is missing, damaged, or no model
   */
  public static Predictor load(Path modelFile, Engine engine) {
    return load(modelFile, engine, EngineChoice.AUTO, UnaryOperator.identity());
  }

  /**
   * Loads a model file to detect with other settings, such as another threshold or size.
   *
   * @param change computes the settings from those of the file
   * @throws UserError if the file is missing, damaged, or no model, or its weights do not fit the
   *     settings, or the chosen engine does not run here
   */
  public static Predictor load(
      Path modelFile, Engine engine, EngineChoice choice, UnaryOperator<Detector.Config> change) {
    try (ModelFile file = ModelFile.open(modelFile)) {
      Detector detector = change.apply(file.config()).create();
      Weights.Source source = file.source(detector.network());
      Supplier<Weights> weights = () -> Weights.of(detector.network(), Engine.cpu(), source);
      EngineSelection selection =
          new EngineSelection(
              detector,
              engine,
              threads -> OnnxNetworks.ofModel(modelFile, detector, weights, threads),
              () -> {
                try (Weights loaded = weights.get()) {
                  return InferenceWeights.of(detector.network(), loaded, engine);
                }
              });
      return new Predictor(
          "the detector of " + modelFile,
          file.labels(),
          selection,
          choice,
          TrainedSizes.read(file.summary(), modelFile.toString()));
    }
  }

  /**
   * A predictor with a copy of weights in memory, such as those that are being trained, on the
   * fastest engine.
   */
  public static Predictor of(Detector detector, LabelMap labels, Weights weights, Engine engine) {
    return of(detector, labels, weights, engine, EngineChoice.AUTO);
  }

  /** A predictor with a copy of weights in memory. */
  public static Predictor of(
      Detector detector, LabelMap labels, Weights weights, Engine engine, EngineChoice choice) {
    EngineSelection selection =
        new EngineSelection(
            detector,
            engine,
            threads -> OnnxNetworks.ofWeights(detector, weights, threads),
            () -> InferenceWeights.of(detector.network(), weights, engine));
    return new Predictor("the detector", labels, selection, choice, null);
  }

  @Override
  public String engine() {
    return engine.description();
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
  public ImageDetector with(Views views) {
    uses.requireOpen();
    ImageDetector viewing = views.over(this::detect, config(), trainedSizes);
    return images -> {
      try (UseCount.Use use = uses.enter()) {
        return viewing.detect(ImageDetector.requireImages(images));
      }
    };
  }

  @Override
  public boolean takesOtherScales() {
    return true;
  }

  @Override
  public @Nullable TrainedSizes trainedSizes() {
    return trainedSizes;
  }

  /**
   * Finds objects in several images at once; sizes may differ.
   *
   * @throws UserError if they need more memory than is free
   */
  @Override
  public List<Detections> detect(List<RgbImage> images) {
    try (UseCount.Use use = uses.enter()) {
      return detect(ImageDetector.requireImages(images), 1);
    }
  }

  private List<Detections> detect(List<RgbImage> images, double scale) {
    if (images.isEmpty()) {
      return List.of();
    }
    long start = System.nanoTime();
    try (ImageBatch batch = assemble(images, scale)) {
      long resizing = System.nanoTime() - start;
      count(resizing, resizing, 0);
      return detectBatch(batch);
    }
  }

  /** Checks the memory, then makes the batch. */
  private ImageBatch assemble(List<RgbImage> images, double scale) {
    ResizeRule resize = config().preprocessing().resize().atScale(scale);
    List<ImageSize> resized =
        images.stream().map(one -> resize.geometry(one.size()).resized()).toList();
    memory.require(images.size(), config().preprocessing().padding().batchSize(resized));
    return assembler.assemble(images, resize);
  }

  /**
   * Finds objects in a batch that a loader made with this model's preprocessing.
   *
   * @throws UserError if it needs more memory than is free
   */
  public List<Detections> detect(ImageBatch images) {
    try (UseCount.Use use = uses.enter()) {
      memory.require(images.size(), images.padded());
      return detectBatch(images);
    }
  }

  private List<Detections> detectBatch(ImageBatch images) {
    long start = System.nanoTime();
    LongAdder network = new LongAdder();
    List<Detections> found = engine.run(images, network::add, detector::detect);
    count(found);
    count(System.nanoTime() - start, 0, network.sum());
    return found;
  }

  @Override
  public InferenceTimes times() {
    return times;
  }

  private synchronized void count(long whole, long resizing, long network) {
    times = times.plus(whole, resizing, network);
  }

  @Override
  public NonFiniteOutputs notFinite() {
    return notFinite;
  }

  private synchronized void count(List<Detections> found) {
    notFinite = notFinite.and(found);
  }

  /** Explains why an object at a point of an image file is found or missed. */
  public Explanation why(Path image, double x, double y) {
    RgbImage decoded = ImageCodec.read(image);
    try {
      return why(decoded, x, y);
    } catch (UserError e) {
      throw new UserError(image + ": " + e.getMessage(), e);
    }
  }

  /** Explains why an object at a point of a Java2D image is found or missed. */
  public Explanation why(BufferedImage image, double x, double y) {
    return why(RgbImage.of(image), x, y);
  }

  /**
   * Explains why an object at a point of a decoded image is found or missed: the best candidates
   * there and the stage that dropped each.
   *
   * @param x in pixels from the left, at least 0, below the width
   * @param y in pixels from the top, at least 0, below the height
   * @throws UserError if the point lies outside the image
   */
  public Explanation why(RgbImage image, double x, double y) {
    Point point = new Point(x, y);
    if (!(x >= 0 && x < image.width() && y >= 0 && y < image.height())) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "the point (%s, %s) lies outside the image, which is %d pixels wide and %d high;"
                  + " give x from 0 to %d and y from 0 to %d",
              number(x),
              number(y),
              image.width(),
              image.height(),
              image.width() - 1,
              image.height() - 1));
    }
    try (UseCount.Use use = uses.enter()) {
      return explain(image, point);
    }
  }

  private Explanation explain(RgbImage image, Point point) {
    try (ImageBatch images = assemble(List.of(image), 1)) {
      return engine
          .run(images, nanoseconds -> {}, pass -> detector.explain(pass, List.of(point)))
          .get(0);
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
    engine.close();
  }
}
