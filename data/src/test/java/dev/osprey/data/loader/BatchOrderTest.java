package dev.osprey.data.loader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.ImageSize;
import dev.osprey.data.loader.LoaderSettings.Difficult;
import dev.osprey.data.loader.LoaderSettings.LastBatch;
import dev.osprey.data.loader.LoaderSettings.Order;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BatchOrderTest {

  private static BatchOrder order(int batchSize, Order order, LastBatch last, int... groups) {
    return new BatchOrder(
        new LoaderSettings(batchSize, order, last, null, Difficult.TRAIN, 9, 1, 1), groups);
  }

  private static int[] groups(List<Integer> groups) {
    return groups.stream().mapToInt(Integer::intValue).toArray();
  }

  @Property
  void everyImageIsInOneBatchAndNoBatchMixesGroups(
      @ForAll @Size(max = 60) List<@IntRange(max = 4) Integer> drawn,
      @ForAll @IntRange(min = 1, max = 9) int batchSize,
      @ForAll long epoch) {
    int[] groups = groups(drawn);
    BatchOrder order = order(batchSize, Order.SHUFFLED, LastBatch.KEEP, groups);
    List<int[]> batches = order.of(epoch);

    assertThat(batches).hasSize(order.batches());
    assertThat(batches.stream().flatMapToInt(Arrays::stream).sorted().toArray())
        .isEqualTo(IntStream.range(0, groups.length).toArray());
    for (int[] batch : batches) {
      assertThat(batch.length).isBetween(1, batchSize);
      assertThat(Arrays.stream(batch).map(i -> groups[i]).distinct().count()).isEqualTo(1);
    }
    assertThat(order(batchSize, Order.SHUFFLED, LastBatch.KEEP, groups).of(epoch))
        .containsExactlyElementsOf(batches);
  }

  @Property
  void droppingKeepsFullBatches(
      @ForAll @Size(max = 60) List<@IntRange(max = 4) Integer> drawn,
      @ForAll @IntRange(min = 1, max = 9) int batchSize) {
    BatchOrder order = order(batchSize, Order.SHUFFLED, LastBatch.DROP, groups(drawn));
    assertThat(order.of(3)).hasSize(order.batches());
    assertThat(order.of(3)).allMatch(batch -> batch.length == batchSize);
    int whole =
        IntStream.range(0, 5)
            .map(g -> (int) drawn.stream().filter(group -> group == g).count() / batchSize)
            .sum();
    assertThat(order.batches()).isEqualTo(whole);
  }

  // In order: 0 1 | 2 fills with 4, 1 with 3, and so on; 6 stays alone in its group.
  @Test
  void batchesComeInTheOrderTheyAreFilledAndPartialOnesLast() {
    BatchOrder order = order(2, Order.SEQUENTIAL, LastBatch.KEEP, 1, 0, 0, 1, 1, 0, 2);
    assertThat(order.of(0))
        .containsExactly(
            new int[] {1, 2}, new int[] {0, 3}, new int[] {5}, new int[] {4}, new int[] {6});
  }

  @Test
  void oneGroupKeepsTheOrder() {
    assertThat(order(3, Order.SEQUENTIAL, LastBatch.KEEP, 0, 0, 0, 0).of(0))
        .containsExactly(new int[] {0, 1, 2}, new int[] {3});
    assertThat(order(3, Order.SHUFFLED, LastBatch.KEEP).of(0)).isEmpty();
    assertThat(order(Integer.MAX_VALUE, Order.SEQUENTIAL, LastBatch.KEEP, 0, 0).batches())
        .isEqualTo(1);
  }

  @Test
  void boundsAreEvenlySpacedBetweenAHalfAndTwo() {
    AspectRatioGroups two = new AspectRatioGroups(2);
    assertThat(two.of(new ImageSize(99, 100))).isZero();
    assertThat(two.of(new ImageSize(100, 100))).isEqualTo(1);
    // 8 groups part at 2^-1, 2^-2/3, 2^-1/3, 1, 2^1/3, 2^2/3 (1.587) and 2.
    AspectRatioGroups eight = new AspectRatioGroups(8);
    assertThat(eight.of(new ImageSize(49, 100))).isZero();
    assertThat(eight.of(new ImageSize(50, 100))).isEqualTo(1);
    assertThat(eight.of(new ImageSize(100, 100))).isEqualTo(4);
    assertThat(eight.of(new ImageSize(158, 100))).isEqualTo(5);
    assertThat(eight.of(new ImageSize(159, 100))).isEqualTo(6);
    assertThat(eight.of(new ImageSize(200, 100))).isEqualTo(7);
    assertThat(eight.of(new ImageSize(1_000_000, 1))).isEqualTo(7);
  }
}
