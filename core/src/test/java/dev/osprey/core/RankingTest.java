package dev.osprey.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RankingTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  @Test
  void ordersNegativeAndInfiniteScoresToo() {
    float[] scores = {-1, 0.5f, -INFINITY, INFINITY, -0.5f, Float.MIN_VALUE, 0};
    assertThat(Ranking.descending(scores)).containsExactly(3, 1, 5, 6, 4, 0, 2);
    assertThat(Ranking.descending(new float[0])).isEmpty();
  }

  @Test
  void equalScoresKeepTheLowerIndexFirst() {
    assertThat(Ranking.descending(new float[] {1, 2, 1, 2, 1})).containsExactly(1, 3, 0, 2, 4);
  }

  @Test
  void minusZeroEqualsZero() {
    assertThat(Ranking.descending(new float[] {-0f, 0f, -0f})).containsExactly(0, 1, 2);
  }

  @Test
  void notANumberComesLastForAnyBitPattern() {
    float otherNan = Float.intBitsToFloat(0xFFC00001);
    assertThat(Ranking.descending(new float[] {Float.NaN, -INFINITY, otherNan, 1}))
        .containsExactly(3, 1, 0, 2);
  }

  @Property
  void equalsAStableSort(@ForAll("scores") List<Float> list) {
    float[] scores = new float[list.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = list.get(i);
    }
    Comparator<Integer> descending =
        (a, b) -> {
          boolean firstIsNan = Float.isNaN(scores[a]);
          if (firstIsNan || Float.isNaN(scores[b])) {
            return Boolean.compare(firstIsNan, Float.isNaN(scores[b]));
          }
          return scores[a] > scores[b] ? -1 : scores[a] < scores[b] ? 1 : 0;
        };
    int[] expected =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(descending)
            .mapToInt(Integer::intValue)
            .toArray();
    assertThat(Ranking.descending(scores)).containsExactly(expected);
  }

  @Provide
  Arbitrary<List<Float>> scores() {
    Arbitrary<Float> special =
        Arbitraries.of(0f, -0f, 1f, -1f, Float.NaN, INFINITY, -INFINITY, Float.MIN_VALUE);
    Arbitrary<Float> any = Arbitraries.integers().map(Float::intBitsToFloat);
    return Arbitraries.oneOf(special, any).list().ofMaxSize(60);
  }
}
