package dev.osprey.onnx.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.loader.BatchAssembler;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.detection.Detector;
import dev.osprey.detection.golden.CheckImages;
import dev.osprey.detection.output.ForwardPass;
import dev.osprey.fixtures.SmallDetector;
import dev.osprey.onnx.check.Agreement;
import dev.osprey.onnx.check.DetectionPairs;
import dev.osprey.torch.Batch;
import dev.osprey.torch.Engine;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.weights.InferenceWeights;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A network in ONNX Runtime gives libtorch's detections, and its graphs are made once. */
class OnnxNetworksTest {
  private static final long PLENTY = Long.MAX_VALUE;

  @TempDir Path folder;

  private static List<RgbImage> images() {
    List<RgbImage> images = new ArrayList<>(CheckImages.of(new ImageSize(96, 128), 1, 5));
    images.addAll(CheckImages.of(new ImageSize(61, 37), 1, 9));
    return images;
  }

  private static List<Detections> libtorch(SmallDetector small, ImageBatch batch) {
    Detector detector = small.detector();
    try (InferenceWeights inference =
            InferenceWeights.of(detector.network(), small.weights(), Engine.cpu());
        Batch onDevice = Batch.of(batch, Engine.cpu().device());
        TensorScope scope = TensorScope.inference()) {
      return detector.detect(inference.ops(), onDevice);
    }
  }

  private static List<Detections> onnxRuntime(
      SmallDetector small, OnnxNetwork network, ImageBatch batch) {
    try (ForwardPass pass = network.run(batch, nanoseconds -> {})) {
      return small.detector().detect(pass);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "retinanet-r18-torchvision",
        "retinanet-r18-mmdet",
        "retinaface-mobilenet025",
        "fasterrcnn-r18"
      })
  void detectsWhatLibtorchDetectsInImagesOfDifferentSizes(String preset) {
    try (SmallDetector small = SmallDetector.of(preset);
        OnnxNetwork network = OnnxNetworks.ofWeights(small.detector(), small.weights(), 0);
        BatchAssembler assembler =
            new BatchAssembler(small.detector().config().preprocessing(), 1);
        ImageBatch batch = assembler.assemble(images())) {
      List<Detections> expected = libtorch(small, batch);
      List<Detections> found = onnxRuntime(small, network, batch);
      Agreement all = Agreement.none();
      for (int i = 0; i < expected.size(); i++) {
        DetectionPairs.Cuts none = new DetectionPairs.Cuts(0, Integer.MAX_VALUE);
        all = all.and(DetectionPairs.compare(expected.get(i), found.get(i), none));
      }
      assertThat(all.compared()).isPositive();
      assertThat(all.holds()).as(all.toString()).isTrue();
      // a second run writes into the same buffers
      assertThat(onnxRuntime(small, network, batch)).usingRecursiveComparison().isEqualTo(found);
    }
  }

  @Test
  void detectsNothingWhereNoProposalIsLeft() {
    try (SmallDetector small =
            SmallDetector.of(
                "fasterrcnn-r18",
                tree -> {
                  SmallDetector.set(tree, "/proposals/selection", "minSide", "100000");
                  return tree;
                });
        OnnxNetwork network = OnnxNetworks.ofWeights(small.detector(), small.weights(), 0);
        BatchAssembler assembler =
            new BatchAssembler(small.detector().config().preprocessing(), 1);
        ImageBatch batch = assembler.assemble(images())) {
      assertThat(onnxRuntime(small, network, batch)).allMatch(found -> found.size() == 0);
    }
  }

  @Test
  void makesTheGraphsOfAModelFileOnce() throws IOException {
    try (SmallDetector small = SmallDetector.of("retinaface-mobilenet025")) {
      Path model = model(small);
      GraphCache cache = GraphCache.in(folder.resolve("graphs"), PLENTY);
      int[] loads = {0};
      for (int i = 0; i < 2; i++) {
        try (OnnxNetwork network =
            OnnxNetworks.ofModel(cache, model, small.detector(), () -> loaded(small, loads), 1)) {
          assertThat(network).isNotNull();
        }
      }
      assertThat(loads[0]).isOne();
      assertThat(graphs()).hasSize(1);
    }
  }

  @Test
  void sharesTheGraphsOfDetectorsThatDifferInTheirThresholdsAlone() throws IOException {
    try (SmallDetector small = SmallDetector.of("fasterrcnn-r18");
        SmallDetector other = small.withThreshold(0.9)) {
      Path model = model(small);
      String key = ContentKey.of(model, small.detector().config());
      assertThat(ContentKey.of(model, other.detector().config())).isEqualTo(key);
      assertThat(ContentKey.of(model, small.detector().config().withClasses(7))).isNotEqualTo(key);
      byte[] bytes = Files.readAllBytes(model);
      bytes[bytes.length - 1] ^= 1;
      Files.write(model, bytes);
      assertThat(ContentKey.of(model, small.detector().config())).isNotEqualTo(key);
    }
  }

  @Test
  void makesADamagedGraphAgain() throws IOException {
    try (SmallDetector small = SmallDetector.of("retinaface-mobilenet025")) {
      Path model = model(small);
      GraphCache cache = GraphCache.in(folder.resolve("graphs"), PLENTY);
      int[] loads = {0};
      OnnxNetworks.ofModel(cache, model, small.detector(), () -> loaded(small, loads), 1).close();
      Files.write(graphs().get(0), new byte[] {1, 2, 3});
      OnnxNetworks.ofModel(cache, model, small.detector(), () -> loaded(small, loads), 1).close();
      assertThat(loads[0]).isEqualTo(2);
      assertThat(Files.size(graphs().get(0))).isGreaterThan(1000);
    }
  }

  @Test
  void removesTheGraphsThatWereNotUsedForTheLongestTime() throws IOException {
    try (SmallDetector small = SmallDetector.of("retinaface-mobilenet025")) {
      Path model = model(small);
      Path cacheFolder = folder.resolve("graphs");
      OnnxNetworks.ofModel(
              GraphCache.in(cacheFolder, 1), model, small.detector(), () -> copy(small), 1)
          .close();
      assertThat(graphs()).hasSize(1);
      Files.write(cacheFolder.resolve("not-a-graph.txt"), new byte[10]);
      Files.write(model, new byte[] {0}, java.nio.file.StandardOpenOption.APPEND);
      OnnxNetworks.ofModel(
              GraphCache.in(cacheFolder, 1), model, small.detector(), () -> copy(small), 1)
          .close();
      assertThat(graphs()).hasSize(1);
      assertThat(cacheFolder.resolve("not-a-graph.txt")).exists();
    }
  }

  @Test
  void worksWhereTheCacheCannotBeWritten() throws IOException {
    try (SmallDetector small = SmallDetector.of("retinaface-mobilenet025")) {
      Path model = model(small);
      Path file = Files.write(folder.resolve("file"), new byte[1]);
      GraphCache cache = GraphCache.in(file.resolve("graphs"), PLENTY);
      try (OnnxNetwork network =
          OnnxNetworks.ofModel(cache, model, small.detector(), () -> copy(small), 1)) {
        assertThat(network).isNotNull();
      }
    }
  }

  @Test
  void refusesToRunAfterItWasClosed() {
    try (SmallDetector small = SmallDetector.of("retinaface-mobilenet025");
        BatchAssembler assembler =
            new BatchAssembler(small.detector().config().preprocessing(), 1);
        ImageBatch batch = assembler.assemble(images())) {
      OnnxNetwork network = OnnxNetworks.ofWeights(small.detector(), small.weights(), 1);
      network.close();
      assertThatThrownBy(() -> network.run(batch, nanoseconds -> {}))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private Path model(SmallDetector small) {
    Path model = folder.resolve("model.safetensors");
    ModelFile.writeWithoutGolden(
        model, small.detector().config(), small.labels(), small.weights(), Map.of());
    return model;
  }

  private static Weights loaded(SmallDetector small, int[] loads) {
    loads[0]++;
    return copy(small);
  }

  private static Weights copy(SmallDetector small) {
    return Weights.of(
        small.detector().network(),
        Engine.cpu(),
        (path, parameter) -> small.weights().values(path));
  }

  private List<Path> graphs() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("graphs"))) {
      return files.filter(file -> file.toString().endsWith(".onnx")).toList();
    }
  }
}
