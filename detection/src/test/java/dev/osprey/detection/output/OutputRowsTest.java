package dev.osprey.detection.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputRowsTest {
  private static final float NAN = Float.NaN;

  @Test
  void scanVisitsWhatReachesTheBoundInOrderAndNeverNaN() {
    FloatRows rows = FloatRows.of(new float[] {1, 5, NAN, 3, 2, 3}, 2);
    assertThat(visited(rows, 3)).containsExactly("1=5.0", "3=3.0", "5=3.0");
    assertThat(visited(rows, 6)).isEmpty();
  }

  @Test
  void scanFollowsTheBoundThatTheVisitorRaises() {
    List<Integer> visited = new ArrayList<>();
    FloatRows.of(new float[] {1, 4, 2, 3, 4, 5}, 3)
        .scan(
            1,
            (position, value) -> {
              visited.add(position);
              return value;
            });
    assertThat(visited).containsExactly(0, 1, 4, 5);
  }

  /** More numbers than are copied at once, in memory outside the heap, and rows that straddle. */
  @Test
  void longTablesAreReadWhole() {
    int size = 2000;
    int width = 7;
    FloatBuffer values =
        ByteBuffer.allocateDirect(size * width * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    values.put(0, 9).put(4095, 9).put(4096, 9).put(size * width - 1, 9);
    FloatRows rows = new FloatRows(values, size, width);
    assertThat(visited(rows, 9)).containsExactly("0=9.0", "4095=9.0", "4096=9.0", "13999=9.0");
    assertThat(rows.select(new int[] {1999, 0}))
        .containsExactly(0, 0, 0, 0, 0, 0, 9, 9, 0, 0, 0, 0, 0, 0);
    values.put(7 * 585, NAN).put(7 * 585 + 6, Float.POSITIVE_INFINITY).put(7 * 1999, NAN);
    assertThat(rows.notFinite()).isEqualTo(2); // rows, not numbers
  }

  @Test
  void rowsWiderThanABlockAreCountedOnce() {
    float[] values = new float[3 * 5000];
    values[4999] = NAN;
    values[5000] = NAN;
    values[5001] = NAN;
    assertThat(FloatRows.of(values, 5000).notFinite()).isEqualTo(2);
  }

  @Test
  void stackedTablesAreOneTable() {
    float[] first = {1, 2, 3, 4};
    float[] second = {5, 6};
    float[] third = {7, NAN, 9, 10};
    OutputRows stacked =
        OutputRows.stacked(
            List.of(
                FloatRows.of(first, 2),
                FloatRows.of(new float[0], 2),
                FloatRows.of(second, 2),
                FloatRows.of(third, 2)));
    OutputRows one = FloatRows.of(new float[] {1, 2, 3, 4, 5, 6, 7, NAN, 9, 10}, 2);
    assertThat(stacked.size()).isEqualTo(5);
    assertThat(visited(stacked, 3)).isEqualTo(visited(one, 3));
    assertThat(stacked.select(new int[] {4, 0, 1, 2, 4}))
        .isEqualTo(one.select(new int[] {4, 0, 1, 2, 4}));
    assertThat(stacked.select(new int[0])).isEmpty();
    assertThat(stacked.notFinite()).isEqualTo(1);
  }

  @Test
  void tablesOfDifferentWidthsAreNotStacked() {
    List<OutputRows> tables = List.of(FloatRows.of(new float[2], 2), FloatRows.of(new float[3], 3));
    assertThatThrownBy(() -> OutputRows.stacked(tables))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTableNeedsAllItsNumbers() {
    FloatBuffer five = FloatBuffer.allocate(5);
    assertThatThrownBy(() -> new FloatRows(five, 3, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> visited(OutputRows rows, float bound) {
    List<String> visited = new ArrayList<>();
    rows.scan(
        bound,
        (position, value) -> {
          visited.add(position + "=" + value);
          return bound;
        });
    return visited;
  }
}
