package dev.osprey.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.LabelMap.Category;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelMapTest {
  // COCO's ids have gaps and need not be sorted.
  private final LabelMap sparse =
      new LabelMap(
          List.of(new Category(90, "toothbrush"), new Category(3, "car"), new Category(0, "bg")));

  @Test
  void labelsCountTheCategoriesFromZero() {
    assertThat(sparse.size()).isEqualTo(3);
    assertThat(sparse.names()).containsExactly("toothbrush", "car", "bg");
    assertThat(sparse.name(1)).isEqualTo("car");
    assertThat(sparse.categoryId(0)).isEqualTo(EntryId.of(90));
    assertThat(sparse.labelOfCategory(EntryId.of(3))).isEqualTo(1);
    assertThat(sparse.labelOfCategory(EntryId.of(0))).isEqualTo(2);
    assertThat(sparse.labelOfName("bg")).isEqualTo(2);
  }

  @Test
  void unknownNamesAndIdsHaveLabelMinusOne() {
    assertThat(sparse.labelOfCategory(EntryId.of(1))).isEqualTo(-1);
    assertThat(sparse.labelOfName("Car")).isEqualTo(-1);
    assertThat(new LabelMap(List.of()).labelOfName("car")).isEqualTo(-1);
  }

  @Test
  void namesWithoutIdsGetIdsFromOne() {
    LabelMap map = LabelMap.ofNames(List.of("a", "b"));
    assertThat(map.categories()).containsExactly(new Category(1, "a"), new Category(2, "b"));
  }

  @Test
  void refusesRepeatedNamesAndIds() {
    assertThatThrownBy(() -> LabelMap.ofNames(List.of("cat", "dog", "cat")))
        .hasMessageContaining("class name \"cat\" appears twice");
    assertThatThrownBy(() -> new LabelMap(List.of(new Category(7, "a"), new Category(7, "b"))))
        .hasMessageContaining("category id 7 appears twice");
  }

  @Test
  void copiesTheListOfCategories() {
    List<Category> categories = new ArrayList<>(List.of(new Category(1, "a")));
    LabelMap map = new LabelMap(categories);
    categories.clear();
    assertThat(map.size()).isEqualTo(1);
  }
}
