package dev.osprey.data.format.coco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import java.nio.file.Path;
import java.text.Normalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Finding the images that a COCO file of another machine names. */
class CocoImageNamesTest extends CocoFolder {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "images/my%20cat.jpg",
        "/content/drive/set/my cat.jpg",
        "..\\\\..\\\\upload\\\\4\\\\my cat.jpg",
        "MY CAT.JPG",
        "file:///home/me/my%20cat.jpg",
        "/data/local-files/?d=set%2Fmy%20cat.jpg",
        "https://host/my%20cat.jpg?X-Amz-Date=1"
      })
  void findsImagesByTheNamesOfAnotherMachine(String name) {
    files.image("images/deep/my cat.jpg", 100, 50);
    Path file = file(image("1", name), CAT, object("1", "1", "\"bbox\": [1, 1, 2, 2]"));
    assertThat(read(file).samples().get(0).image())
        .isEqualTo(folder.resolve("images/deep/my cat.jpg"));
    assertThat(warnings).singleElement().asString().contains("found under another name");
  }

  @Test
  void findsNamesWithComposedOrDecomposedAccents() {
    files.image("images/" + Normalizer.normalize("grün.jpg", Normalizer.Form.NFC), 100, 50);
    String name = Normalizer.normalize("grün.jpg", Normalizer.Form.NFD);
    Path file = file(image("1", name), CAT, object("1", "1", "\"bbox\": [1, 1, 2, 2]"));
    assertThat(read(file).size()).isEqualTo(1);
  }

  @Test
  void doesNotUseAnImageForTwoNames() {
    Path file = file(image("1", "a.jpg") + "," + image("2", "old/a.jpg"), CAT, "");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the image old/a.jpg of image 2 is missing");
  }

  @Test
  void doesNotChooseBetweenTwoImagesOfTheSameName() {
    files.image("images/x/b.jpg", 100, 50);
    files.image("images/y/b.jpg", 100, 50);
    Path file = file(image("1", "z/b.jpg"), CAT, "");
    assertThatThrownBy(() -> read(file)).hasMessageContaining("1 of 1 images are missing");
  }
}
