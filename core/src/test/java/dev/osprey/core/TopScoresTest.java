package dev.osprey.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TopScoresTest {

  @Test
  void ordersEqualScoresByIndex() {
    float[] values = {1, 3, 3, 2, 3};
    assertThat(best(2, values)).containsExactly(1, 2);
    assertThat(best(4, values)).containsExactly(1, 2, 4, 3);
    assertThat(best(9, values)).containsExactly(1, 2, 4, 3, 0);
    assertThat(best(3)).isEmpty();
  }

  @Test
  void returnsTheScoresOfTheIndices() {
    TopScores top = new TopScores(2);
    float[] values = {-0.5f, Float.NEGATIVE_INFINITY, 7, Float.POSITIVE_INFINITY, 0};
    offer(top, values);
    TopScores.Ranked ranked = top.ranked();
    assertThat(ranked.indices()).containsExactly(3, 2);
    assertThat(ranked.scores()).containsExactly(Float.POSITIVE_INFINITY, 7);
  }

  @Test
  void keepsTheFirstOfManyEqualScores() {
    float[] same = new float[10_000];
    Arrays.fill(same, 0.25f);
    assertThat(best(3, same)).containsExactly(0, 1, 2);
  }

  @Test
  void reportsTheScoreThatLaterOnesHaveToExceed() {
    TopScores top = new TopScores(1);
    assertThat(top.offer(0, 5)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(top.offer(1, 7)).isEqualTo(Float.NEGATIVE_INFINITY);
    top.offer(2, 6); // the buffer is full: it is cut to the best one
    assertThat(top.offer(3, 6)).isEqualTo(7);
    assertThat(top.ranked().indices()).containsExactly(1);
  }

  @Property
  void keepsWhatSortingKeeps(
      @ForAll @Size(max = 400) int[] numbers, @ForAll @IntRange(min = 1, max = 60) int limit) {
    float[] scores = new float[numbers.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = numbers[i] % 50 / 7f; // many are equal
    }
    int[] expected = Ranking.descending(scores);
    assertThat(best(limit, scores))
        .containsExactly(Arrays.copyOf(expected, Math.min(limit, expected.length)));
    assertThat(best(Integer.MAX_VALUE, scores)).containsExactly(expected);
  }

  @Property(tries = 20)
  void keepsWhatSortingKeepsOfManyScores(@ForAll long seed) {
    java.util.Random random = new java.util.Random(seed);
    float[] scores = new float[20_000];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = i / 20_000f + random.nextInt(100) / 300f;
    }
    assertThat(best(1000, scores)).containsExactly(Arrays.copyOf(Ranking.descending(scores), 1000));
  }

  @Test
  void refusesALimitBelowOne() {
    assertThatThrownBy(() -> new TopScores(0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static int[] best(int limit, float... scores) {
    TopScores top = new TopScores(limit);
    offer(top, scores);
    return top.ranked().indices();
  }

  private static void offer(TopScores top, float[] scores) {
    for (int i = 0; i < scores.length; i++) {
      top.offer(i, scores[i]);
    }
  }
}
