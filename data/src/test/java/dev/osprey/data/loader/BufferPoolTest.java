package dev.osprey.data.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.UserError;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class BufferPoolTest {

  @Test
  void usesABufferAgain() {
    try (BufferPool pool = new BufferPool(2)) {
      BufferPool.Lease first = pool.borrow(100_000);
      assertThat(first.buffer().capacity()).isGreaterThanOrEqualTo(100_000);
      assertThat(first.buffer().order()).isEqualTo(ByteOrder.nativeOrder());
      first.giveBack();
      BufferPool.Lease second = pool.borrow(99_000);
      assertThat(second).isSameAs(first);
      BufferPool.Lease third = pool.borrow(99_000);
      assertThat(third).isNotSameAs(first);
      second.giveBack();
      third.giveBack();
    }
  }

  @Test
  void holdsNoMoreThanTheLargestAtWork() {
    long before = Pointer.totalBytes();
    try (BufferPool pool = new BufferPool(2)) {
      for (int i = 1; i <= 200; i++) {
        BufferPool.Lease a = pool.borrow(1000L * i);
        BufferPool.Lease b = pool.borrow(200_000L - 900L * i);
        a.giveBack();
        b.giveBack();
        assertThat(Pointer.totalBytes() - before).isLessThan(1_000_000);
      }
    }
    assertThat(Pointer.totalBytes() - before).isZero();
  }

  @Test
  void saysThatABatchIsTooLarge() {
    try (BufferPool pool = new BufferPool(1)) {
      assertThatThrownBy(() -> pool.borrow(3L << 30))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("a batch takes 3072 MiB");
    }
  }
}
