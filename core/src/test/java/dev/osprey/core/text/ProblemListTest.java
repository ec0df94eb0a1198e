package dev.osprey.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProblemListTest {

  private static List<String> problems(int number) {
    return IntStream.rangeClosed(1, number).mapToObj(i -> "problem " + i).toList();
  }

  @Test
  void listsUpToTenProblems() {
    assertThat(ProblemList.lines(problems(2))).isEqualTo("\n  problem 1\n  problem 2");
    assertThat(ProblemList.lines(problems(10))).endsWith("\n  problem 10");
    assertThat(ProblemList.lines(problems(0))).isEmpty();
  }

  @Test
  void countsTheProblemsBeyondTen() {
    assertThat(ProblemList.lines(problems(11))).endsWith("\n  problem 10\n  and 1 more");
    assertThat(ProblemList.lines(problems(13))).endsWith("and 3 more").doesNotContain("problem 11");
  }
}
