package dev.osprey.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class StableOrderTest {
  @Property
  void sortsIndicesStably(
      @ForAll @Size(max = 200) java.util.List<@IntRange(min = -3, max = 3) Integer> tenths) {
    // Few different values, so that there are many ties; -0.0 and 0.0 are equal, as in numpy.
    double[] scores = tenths.stream().mapToDouble(v -> v == 3 ? -0.0 : v / 10.0).toArray();
    int[] expected =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> 0.0 - scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();

    assertThat(StableOrder.descending(scores)).containsExactly(expected);
  }
}
