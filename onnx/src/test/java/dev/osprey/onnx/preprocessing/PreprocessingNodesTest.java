package dev.osprey.onnx.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.loader.BatchAssembler;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.data.transform.BoxScaling;
import dev.osprey.data.transform.ChannelOrder;
import dev.osprey.data.transform.Interpolation;
import dev.osprey.data.transform.Padding;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.data.transform.ResizedGeometry;
import dev.osprey.data.transform.SizeRounding;
import dev.osprey.detection.golden.CheckImages;
import dev.osprey.onnx.file.OnnxFile;
import dev.osprey.onnx.graph.ElementType;
import dev.osprey.onnx.graph.GraphBuilder;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.Nodes;
import dev.osprey.onnx.runtime.OnnxSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The preprocessing of a graph gives the numbers of a batch. */
class PreprocessingNodesTest {
  private static final List<ImageSize> SIZES =
      List.of(
          new ImageSize(1, 1),
          new ImageSize(1, 70),
          new ImageSize(90, 2),
          new ImageSize(37, 61),
          new ImageSize(64, 96),
          new ImageSize(128, 192),
          new ImageSize(75, 100),
          new ImageSize(211, 157),
          new ImageSize(240, 427));

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(SizeRounding.class)
  void bilinearPixelsAreEqualToTheBit(SizeRounding rounding) throws IOException {
    expectPixels(preprocessing(rounding, Interpolation.BILINEAR, Padding.Rule.UP_TO_MULTIPLE), 0);
  }

  @ParameterizedTest
  @EnumSource(SizeRounding.class)
  void openCvPixelsAreEqualToTheBit(SizeRounding rounding) throws IOException {
    expectPixels(
        preprocessing(rounding, Interpolation.OPENCV_LINEAR, Padding.Rule.UP_TO_MULTIPLE), 0);
  }

  /** Sums of up to some hundred float32 products in another order: 1e-5 of values around 2. */
  @ParameterizedTest
  @EnumSource(SizeRounding.class)
  void filteredPixelsDifferOnlyByTheOrderOfSums(SizeRounding rounding) throws IOException {
    expectPixels(
        preprocessing(rounding, Interpolation.BILINEAR_ANTIALIASED, Padding.Rule.ALWAYS_MORE),
        1e-5f);
  }

  @Test
  void nearestPixelsAreEqualToTheBit() throws IOException {
    expectPixels(
        preprocessing(
            SizeRounding.FLOOR, Interpolation.OPENCV_NEAREST, Padding.Rule.UP_TO_MULTIPLE),
        0);
  }

  @Test
  void otherRulesAreEqualToTheBit() throws IOException {
    Preprocessing side =
        preprocessing(SizeRounding.FLOOR, Interpolation.BILINEAR, Padding.Rule.UP_TO_MULTIPLE);
    expectPixels(side.withResize(new ResizeRule.FixedSize(48, 80, Interpolation.OPENCV_LINEAR)), 0);
    expectPixels(side.withResize(new ResizeRule.Factor(1.5, Interpolation.BILINEAR)), 0);
    expectPixels(side.withResize(new ResizeRule.Factor(0.3, Interpolation.BILINEAR)), 0);
  }

  @Test
  void interpolationsThatOperatorsCannotReproduceAreRejected() {
    Preprocessing cubic =
        preprocessing(SizeRounding.FLOOR, Interpolation.OPENCV_CUBIC, Padding.Rule.ALWAYS_MORE);
    assertThatThrownBy(() -> expectPixels(cubic, 0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("interpolation is opencv-cubic")
        .hasMessageContaining("--fixed HxW");
  }

  @Test
  void imagesWithoutResizingAreEqualToTheBit() throws IOException {
    expectPixels(
        new Preprocessing(
            new ResizeRule.None(),
            ChannelOrder.BGR,
            List.of(0.4, 0.5, 0.6),
            List.of(0.2, 0.3, 0.4),
            new Padding(1, Padding.Rule.UP_TO_MULTIPLE)),
        0);
  }

  private static Preprocessing preprocessing(
      SizeRounding rounding, Interpolation interpolation, Padding.Rule padding) {
    return new Preprocessing(
        new ResizeRule.ShortestSide(64, 110, rounding, interpolation, BoxScaling.PER_AXIS),
        ChannelOrder.RGB,
        Preprocessing.IMAGENET_MEAN,
        Preprocessing.IMAGENET_STD,
        new Padding(32, padding));
  }

  private void expectPixels(Preprocessing preprocessing, float tolerance) throws IOException {
    GraphBuilder graph = new GraphBuilder("preprocessing");
    GraphValue rgb = graph.input("images", ElementType.UINT8, "N", "H", "W", 3);
    PreprocessingNodes.Prepared prepared =
        new PreprocessingNodes(new Nodes(graph), preprocessing).prepare(rgb);
    graph.output(prepared.images(), "prepared", ElementType.FLOAT, "N", 3, "h", "w");
    try (OnnxSession session = open(graph);
        BatchAssembler assembler = new BatchAssembler(preprocessing, 1)) {
      for (ImageSize size : SIZES) {
        List<RgbImage> two = CheckImages.of(size, 2, size.height());
        OnnxSession.Output found = output(session.run(two), "prepared");
        try (ImageBatch expected = assembler.assemble(two)) {
          ImageSize padded = expected.padded();
          assertThat(found.shape())
              .as(size.toString())
              .containsExactly(2, 3, padded.height(), padded.width());
          float[] pixels = new float[expected.pixels().remaining()];
          expected.pixels().get(pixels);
          if (tolerance == 0) {
            assertThat(found.floats()).as(size.toString()).isEqualTo(pixels);
          } else {
            assertThat(found.floats())
                .as(size.toString())
                .containsExactly(pixels, within(tolerance));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(SizeRounding.class)
  void resizedSizesAndScalesFollowTheRule(SizeRounding rounding) throws IOException {
    List<ImageSize> sizes = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 3_000; i++) {
      // mostly sizes of cameras, some as long as JPEG allows
      int most = i % 10 == 0 ? 65_535 : 2_000;
      sizes.add(new ImageSize(1 + random.nextInt(most), 1 + random.nextInt(most)));
    }
    expectSizes(rounding, sizes);
  }

  /** 1333 · n / 2n is a half, and so is 800 · l / s of some multiples of 64 as shorter side. */
  @ParameterizedTest
  @EnumSource(SizeRounding.class)
  void halvesAreRoundedAsDoublesAre(SizeRounding rounding) throws IOException {
    List<ImageSize> sizes = new ArrayList<>();
    for (int side = 700; side < 1_500; side++) {
      sizes.add(new ImageSize(side, 2 * side));
      sizes.add(new ImageSize(4 * side, 3 * side));
    }
    for (int shorter = 64; shorter < 1_300; shorter += 64) {
      for (int longer = shorter + 1; longer < shorter * 5 / 3; longer++) {
        if (2 * 800 * longer % (2 * shorter) == shorter) {
          sizes.add(new ImageSize(longer, shorter));
        }
      }
    }
    expectSizes(rounding, sizes);
  }

  private void expectSizes(SizeRounding rounding, List<ImageSize> sizes) throws IOException {
    ResizeRule.ShortestSide rule =
        new ResizeRule.ShortestSide(
            800, 1333, rounding, Interpolation.BILINEAR, BoxScaling.NOMINAL);
    GraphBuilder graph = new GraphBuilder("sizes");
    Nodes nodes = new Nodes(graph);
    GraphValue size = nodes.cast(graph.input("images", ElementType.FLOAT, 2), ElementType.INT64);
    ResizeNodes.Target target = new ResizeNodes(nodes).target(rule, size);
    graph.output(target.size(), "size", ElementType.INT64, 2);
    graph.output(target.scale(), "scale", ElementType.FLOAT);
    try (OnnxSession session = open(graph)) {
      for (ImageSize one : sizes) {
        ResizedGeometry expected = rule.geometry(one);
        Map<String, OnnxSession.Output> found = session.run(floats(one), 2);
        assertThat(output(found, "size").integers())
            .as(one.toString())
            .containsExactly(expected.resized().height(), expected.resized().width());
        assertThat(output(found, "scale").floats()).containsExactly((float) expected.scale());
      }
    }
  }

  private static FloatBuffer floats(ImageSize size) {
    FloatBuffer floats =
        ByteBuffer.allocateDirect(2 * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    return floats.put(size.height()).put(size.width()).rewind();
  }

  private OnnxSession open(GraphBuilder graph) throws IOException {
    Path file = folder.resolve("graph.onnx");
    Files.deleteIfExists(file);
    OnnxFile.write(file, graph.model(Map.of()), written -> {});
    return OnnxSession.open(file, 1);
  }

  private static OnnxSession.Output output(Map<String, OnnxSession.Output> all, String name) {
    OnnxSession.Output output = all.get(name);
    assertThat(output).as(name).isNotNull();
    return Objects.requireNonNull(output);
  }
}
