package dev.osprey.data.format.coco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Box;
import dev.osprey.core.EntryId;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.format.reading.OnInvalid;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids and categories of COCO files that tools and scripts write. */
class CocoIdsTest extends CocoFolder {
  @ParameterizedTest
  @ValueSource(
      strings = {"\"a text\"", "9007199254740993", "123456789012346470412345", "-7", "2.5"})
  void idsMayBeAnyNumberOrText(String id) {
    Path file =
        file(
            image(id, "a.jpg"),
            "{\"id\": " + id + ", \"name\": \"cat\"}",
            object(id, id, "\"bbox\": [1, 2, 3, 4]"));

    assertThat(boxes(read(file))).containsExactly(new Box(1, 2, 4, 6));
    Path copy = folder.resolve("copy.json");
    CocoFile content = CocoFile.read(file);
    content.write(copy);
    assertThat(CocoFile.read(copy)).isEqualTo(content);
  }

  @Test
  void distinguishesIdsThatAreEqualAsDoubles() {
    files.image("images/b.jpg", 100, 50);
    Path file =
        file(
            image("9007199254740992", "a.jpg") + "," + image("9007199254740993", "b.jpg"),
            CAT,
            object("9007199254740993", "1", "\"bbox\": [1, 2, 3, 4]"));
    CocoFile content = CocoFile.read(file);
    assertThat(content.annotations().get(0).imageId())
        .isEqualTo(EntryId.of(new BigInteger("9007199254740993")));
    assertThat(content.imageKeys()).hasSize(2);
    assertThat(read(file).samples().get(0).annotations()).isEmpty();
    assertThat(read(file).samples().get(1).annotations()).hasSize(1);
  }

  @Test
  void keysOfTextIdsFollowTheirOrder() {
    CocoFile file =
        new CocoFile(
            List.of(
                new CocoFile.Image(EntryId.of("b"), "b.jpg", 1, 1),
                new CocoFile.Image(EntryId.of("a"), "a.jpg", 1, 1)),
            List.of(),
            List.of());
    assertThat(file.imageKeys()).isEqualTo(Map.of(EntryId.of("a"), 1L, EntryId.of("b"), 2L));
  }

  @Test
  void leavesOutARootCategoryWithoutObjects() {
    Path file =
        file(
            image("1", "a.jpg"),
            "{\"id\": 0, \"name\": \"shapes-7xk2\", \"supercategory\": \"none\"},"
                + "{\"id\": 1, \"name\": \"disc\", \"supercategory\": \"shapes-7xk2\"},"
                + "{\"id\": 2, \"name\": \"box\", \"supercategory\": \"shapes-7xk2\"}",
            object("1", "2", "\"bbox\": [1, 2, 3, 4]"));
    assertThat(read(file).labels().names()).containsExactly("disc", "box");
    assertThat(warnings).singleElement().asString().contains("\"shapes-7xk2\" (id 0)", "left out");
  }

  @Test
  void keepsCocosOwnCategories() {
    Path file =
        file(
            image("1", "a.jpg"),
            "{\"id\": 1, \"name\": \"person\", \"supercategory\": \"person\"},"
                + "{\"id\": 2, \"name\": \"rider\", \"supercategory\": \"person\"}",
            object("1", "2", "\"bbox\": [1, 2, 3, 4]"));
    assertThat(read(file).labels().names()).containsExactly("person", "rider");
  }

  @Test
  void ofRepeatedCategoriesKeepsTheOneWithObjects() {
    String twice = "{\"id\": 0, \"name\": \"disc\"}, {\"id\": 1, \"name\": \"disc\"}";
    Path file = file(image("1", "a.jpg"), twice, object("1", "1", "\"bbox\": [1, 2, 3, 4]"));
    Dataset dataset = read(file);
    assertThat(dataset.labels().names()).containsExactly("disc");
    assertThat(dataset.labels().categoryId(0)).isEqualTo(EntryId.of(1));
    assertThat(warnings).singleElement().asString().contains("the one with id 0 has no objects");
  }

  @Test
  void categoriesOfTheSameNameFollowThePolicy() {
    String twice = "{\"id\": 0, \"name\": \"disc\"}, {\"id\": 1, \"name\": \"disc\"}";
    Path file =
        file(
            image("1", "a.jpg"),
            twice,
            object("1", "0", "\"bbox\": [1, 2, 3, 4]")
                + ","
                + object("1", "1", "\"bbox\": [5, 6, 7, 8]"));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("category name \"disc\" appears twice, with ids 0 and 1");
    assertThat(boxes(read(file, OnInvalid.SKIP))).hasSize(1);
    assertThat(boxes(read(file, OnInvalid.FIX))).hasSize(2);
  }

  @Test
  void warnsOfClassesThatDifferByCase() {
    Path file =
        file(
            image("1", "a.jpg"),
            CAT + ",{\"id\": 2, \"name\": \"Cat\"}",
            object("1", "1", "\"bbox\": [1, 1, 2, 2]"));
    read(file);
    assertThat(warnings).singleElement().asString().contains("\"cat\" and \"Cat\" differ by case");
  }

  @Test
  void warnsOfAnImageWithTwoIds() {
    Path file =
        file(
            image("1", "a.jpg") + "," + image("99", "a.jpg"),
            CAT,
            object("99", "1", "\"bbox\": [1, 1, 2, 2]"));
    assertThat(read(file).size()).isEqualTo(2);
    assertThat(warnings).singleElement().asString().contains("a.jpg (ids 1 and 99)");
  }
}
