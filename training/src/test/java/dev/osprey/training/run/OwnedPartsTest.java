package dev.osprey.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnedPartsTest {
  private final List<String> closed = new ArrayList<>();
  private final OwnedParts parts = new OwnedParts();

  @Test
  void closesTheLastAddedPartFirst() {
    parts.add(part("loader"));
    parts.add(part("state"));
    parts.addLast(part("folder"));

    parts.close();
    parts.close();

    assertThat(closed).containsExactly("state", "loader", "folder");
  }

  @Test
  void closesAllPartsEvenIfSomeFail() {
    parts.add(failing("loader"));
    parts.add(failing("state"));
    parts.addLast(part("folder"));

    assertThatThrownBy(parts::close)
        .hasMessage("state")
        .satisfies(e -> assertThat(e.getSuppressed()).extracting("message").contains("loader"));
    assertThat(closed).containsExactly("state", "loader", "folder");
  }

  @Test
  void addsFurtherFailuresAsSuppressed() {
    parts.add(failing("loader"));
    IllegalStateException failure = new IllegalStateException("first");

    parts.closeAfter(failure);

    assertThat(failure.getSuppressed()).extracting("message").containsExactly("loader");
  }

  @Test
  void doesNotCloseReleasedPart() {
    AutoCloseable state = part("state");
    parts.add(state);

    parts.release(state);
    parts.close();

    assertThat(closed).isEmpty();
  }

  private AutoCloseable part(String name) {
    return () -> closed.add(name);
  }

  private AutoCloseable failing(String name) {
    return () -> {
      closed.add(name);
      throw new IllegalStateException(name);
    };
  }
}
