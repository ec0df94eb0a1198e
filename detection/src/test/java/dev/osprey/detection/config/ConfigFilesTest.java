package dev.osprey.detection.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFilesTest {
  @TempDir private Path folder;

  @Test
  void fileWithoutBaseIsTheOnlyLayer() throws IOException {
    Path file = write("a.yaml", "one: 1");
    assertThat(ConfigFiles.read(file))
        .containsExactly(
            new ConfigFiles.Layer(file, ConfigReader.parse(write("same.yaml", "one: 1"))));
    assertThat(ConfigFiles.read(write("b.yaml", "base: null")).get(0).tree()).isEmpty();
  }

  @Test
  void basesAreRelativeToTheFileThatNamesThem() throws IOException {
    Path first = write("deep/first.yaml", "one: 1");
    Path second = write("deep/down/second.yaml", "base: ../first.yaml\ntwo: 2");
    Path third = write("third.yaml", "base: deep/down/second.yaml\nthree: 3");

    var layers = ConfigFiles.read(third);

    assertThat(layers).extracting(ConfigFiles.Layer::file).containsExactly(first, second, third);
    assertThat(layers)
        .extracting(layer -> layer.tree().toString())
        .containsExactly("{\"one\":1}", "{\"two\":2}", "{\"three\":3}");
  }

  @Test
  void refusesACircleOfBasesAndShowsIt() throws IOException {
    Path a = write("a.yaml", "base: b.yaml");
    Path b = write("b.yaml", "base: c.yaml");
    Path c = write("c.yaml", "base: ./b.yaml");
    assertThatThrownBy(() -> ConfigFiles.read(a))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "%s: its bases form a circle: %s -> %s -> %s -> %s; remove a base"
                .formatted(c, a, b, c, b));
    Path self = write("self.yaml", "base: self.yaml");
    assertThatThrownBy(() -> ConfigFiles.read(self))
        .hasMessage(
            "%s: its bases form a circle: %s -> %s; remove a base".formatted(self, self, self));
  }

  @Test
  void refusesAMissingBaseAndShowsItsChain() throws IOException {
    Path b = write("b.yaml", "base: sub/none.yaml");
    Path a = write("a.yaml", "base: b.yaml");
    Path none = folder.resolve("sub/none.yaml");
    assertThatThrownBy(() -> ConfigFiles.read(a))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "%s: its base %s does not exist (%s -> %s -> %s); a base is named from the folder of the file that names it"
                .formatted(b, none, a, b, none));
    assertThatThrownBy(() -> ConfigFiles.read(none)).hasMessage(none + ": there is no such file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "[a.yaml]", "{type: x}", "' '"})
  void refusesABaseThatIsNotAPath(String base) throws IOException {
    Path file = write("a.yaml", "base: " + base);
    assertThatThrownBy(() -> ConfigFiles.read(file))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(file + ": base is ")
        .hasMessageContaining("it should be the path of another configuration file");
  }

  private Path write(String name, String yaml) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, yaml);
  }
}
