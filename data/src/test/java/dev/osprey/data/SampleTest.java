package dev.osprey.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.data.loader.BatchLoader;
import dev.osprey.data.loader.EpochBatches;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.data.loader.LoaderSettings;
import dev.osprey.data.transform.ChannelOrder;
import dev.osprey.data.transform.Padding;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.data.transform.ResizeRule;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleTest {
  private static final List<Annotation> OBJECTS = List.of(Annotation.of(new Box(1, 2, 9, 8), 0));

  private static final Preprocessing PREPROCESSING =
      new Preprocessing(
          new ResizeRule.None(),
          ChannelOrder.RGB,
          List.of(0.0, 0.0, 0.0),
          List.of(1.0, 1.0, 1.0),
          new Padding(8, Padding.Rule.UP_TO_MULTIPLE));

  @TempDir Path folder;

  private static byte[] png(int width, int height, String format) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.setRGB(1, 1, 0x102030);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, format, bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  @Test
  void filesBytesAndSuppliersGiveTheSameImage() throws IOException {
    for (String format : List.of("png", "bmp")) {
      byte[] bytes = png(12, 10, format);
      Path file = Files.write(folder.resolve("a." + format), bytes);
      Sample fromFile = new Sample(1, file, OBJECTS);
      for (Sample other :
          List.of(
              new Sample(1, ImageSource.of("a", bytes), OBJECTS),
              new Sample(1, ImageSource.of("a", () -> bytes), OBJECTS))) {
        assertThat(other.source().size()).isEqualTo(new ImageSize(10, 12));
        assertThat(other.source().read().pixels()).isEqualTo(fromFile.source().read().pixels());
      }
    }
  }

  @Test
  void errorsNameTheImageAndExplainThatAFileIsNeeded() {
    Sample cut = new Sample(1, ImageSource.of("row 17", new byte[] {1, 2, 3}), List.of());
    Sample failing =
        new Sample(
            2,
            ImageSource.of(
                "row 18",
                () -> {
                  throw new IOException("connection lost");
                }),
            List.of());

    assertThatThrownBy(() -> cut.source().read())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("row 17");
    assertThatThrownBy(() -> failing.source().size())
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("image row 18 cannot be read: ");
    assertThatThrownBy(cut::image)
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("image row 17 is not in a file");
  }

  @Test
  void makesBatchesOfImagesFromMemory() {
    Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    List<Sample> samples =
        List.of(given("a", asked), given("b", asked), given("c", asked), given("d", asked));
    Dataset dataset = new Dataset("table", LabelMap.ofNames(List.of("cell")), samples);
    LoaderSettings settings = LoaderSettings.sequential(2, 2, 2);
    try (BatchLoader loader = new BatchLoader(dataset, PREPROCESSING, List.of(), settings)) {
      for (int epoch = 0; epoch < 2; epoch++) {
        try (EpochBatches batches = loader.epoch(epoch)) {
          while (batches.hasNext()) {
            try (ImageBatch batch = batches.next()) {
              assertThat(batch.images().get(0).original()).isEqualTo(new ImageSize(20, 30));
              assertThat(batch.labelled().get(0).labels()).containsExactly(0);
            }
          }
        }
      }
    }
    assertThat(asked.values()).allMatch(count -> count.get() == 2).hasSize(4);
  }

  private static Sample given(String name, Map<String, AtomicInteger> asked) {
    return new Sample(
        name.charAt(0),
        ImageSource.of(
            name,
            () -> {
              asked.computeIfAbsent(name, key -> new AtomicInteger()).incrementAndGet();
              return png(30, 20, "png");
            }),
        OBJECTS);
  }
}
