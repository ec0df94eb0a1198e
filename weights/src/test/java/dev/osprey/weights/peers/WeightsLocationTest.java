package dev.osprey.weights.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.weights.published.NetworkAccess;
import dev.osprey.weights.published.download.FetchListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsLocationTest {
  @TempDir Path folder;

  private static Path file(String name) {
    return WeightsLocation.file(name, NetworkAccess.OFFLINE, FetchListener.NONE);
  }

  @Test
  void takesAnExistingFileOfAnyName() throws IOException {
    Path file = Files.createFile(folder.resolve("resnet50-imagenet1k-v1"));
    assertThat(file(file.toString())).isEqualTo(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere.pth", "runs/first/best.safetensors", "resnet50.pth"})
  void returnsThePathOfAMissingFile(String name) {
    assertThat(file(name)).isEqualTo(Path.of(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"torchvison/resnet50-imagenet1k-v2", "resnet50-imagenet1k-v2", "ResNet50"})
  void suggestsASimilarName(String name) {
    assertThatThrownBy(() -> file(name))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            name + " does not exist, and no published weights have that name; did you mean \"")
        .hasMessageEndingWith("\"?");
  }

  @Test
  void listsAllNamesForAnUnknownNameOfAPublisher() {
    assertThatThrownBy(() -> file("torchvision/resnet5-imagenet1k-v1"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("are unknown; did you mean \"torchvision/resnet50-imagenet1k-v1\"?")
        .hasMessageContaining("known: torchvision/");
  }
}
