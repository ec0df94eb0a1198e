package dev.osprey.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.Annotation.Trait;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnnotationTest {
  @Test
  void objectWithoutTraitsHasTheAreaOfItsBox() {
    Annotation annotation = Annotation.of(new Box(0, 0, 4, 5), 2);
    assertThat(annotation).isEqualTo(new Annotation(new Box(0, 0, 4, 5), 2, 20, Set.of()));
    assertThat(annotation.isCrowd()).isFalse();
    assertThat(annotation.isDifficult()).isFalse();
  }

  @Test
  void copiesTheSetOfTraits() {
    EnumSet<Trait> traits = EnumSet.of(Trait.CROWD);
    Annotation crowd = new Annotation(new Box(0, 0, 4, 5), 0, 7.5, traits);
    traits.add(Trait.DIFFICULT);
    assertThat(crowd.isCrowd()).isTrue();
    assertThat(crowd.isDifficult()).isFalse();
    assertThat(crowd.area()).isEqualTo(7.5);
  }
}
