package dev.osprey.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.preset.Presets;
import dev.osprey.testing.DamagedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Extreme numbers in a configuration or a model file are refused or use bounded memory. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileConfigTest {
  private static final List<Long> NUMBERS = List.of(-1L, 70_000L, (long) Integer.MAX_VALUE);

  @TempDir private Path folder;
  private int refused;

  @BeforeAll
  static void loadNatives() {
    create(Presets.config("retinaface-mobilenet025"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"retinanet-r50-mmdet", "fasterrcnn-r50-v2", "retinaface-mobilenet025"})
  void boundsEveryNumberOfAConfiguration(String preset) throws IOException {
    ObjectNode tree = ConfigReader.tree(Presets.config(preset));
    visit(tree, tree, "");
    assertThat(refused).isGreaterThan(20);
  }

  private void visit(ObjectNode root, JsonNode node, String path) throws IOException {
    if (node instanceof ObjectNode group) {
      for (String key : List.copyOf(group.properties().stream().map(e -> e.getKey()).toList())) {
        JsonNode old = group.get(key);
        for (Long number : old.isNumber() ? NUMBERS : List.<Long>of()) {
          group.put(key, number);
          isRefused(root, path + "." + key + " = " + number);
        }
        group.set(key, old);
        visit(root, old, path + "." + key);
      }
    } else if (node instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        JsonNode old = list.get(i);
        for (Long number : old.isNumber() ? NUMBERS : List.<Long>of()) {
          list.set(i, number);
          isRefused(root, path + "." + i + " = " + number);
        }
        list.set(i, old);
        visit(root, old, path + "." + i);
      }
    }
  }

  private boolean isRefused(JsonNode tree, String description) throws IOException {
    Path file = folder.resolve("config.json");
    Files.writeString(file, tree.toString());
    boolean isRefused =
        DamagedFiles.isRefused(
            file,
            path -> {
              try {
                create(ConfigReader.read(Detector.Config.class, tree, file.toString()));
              } catch (UserError e) {
                throw new UserError(file + ": " + e.getMessage(), e);
              }
            },
            description);
    refused += isRefused ? 1 : 0;
    return isRefused;
  }

  private static void create(Detector.Config config) {
    var unused = config.create();
    for (ImageSize size : List.of(new ImageSize(1, 4000), new ImageSize(600, 800))) {
      ImageSize resized = config.preprocessing().geometry(size).resized();
      ImageSize padded = config.preprocessing().padding().batchSize(List.of(resized));
      assertThat((long) padded.height() * padded.width()).isLessThan(200_000_000);
    }
  }

  @Test
  void refusesCountsWhoseProductIsTooLarge() throws IOException {
    ObjectNode tree = ConfigReader.tree(Presets.config("retinanet-r18-torchvision"));
    tree.put("classes", 100_000);
    ((ObjectNode) tree.get("head")).put("channels", 32_768).put("depth", 256);
    assertThat(isRefused(tree, "all at their limits")).isTrue();
  }
}
