package dev.osprey.data.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

class BufferPoolTest {

  @Test
  void reusesBuffers() {
    try (BufferPool pool = new BufferPool("the pool", 2)) {
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
  void buffersOutliveAScopeThatIsOpenWhenTheyAreBorrowed() {
    try (BufferPool pool = new BufferPool("the pool", 1)) {
      long before = Pointer.totalBytes();
      try (PointerScope scope = new PointerScope()) {
        pool.borrow(1_000_000).giveBack();
      }
      assertThat(Pointer.totalBytes()).isGreaterThanOrEqualTo(before + 1_000_000);
      BufferPool.Lease again = pool.borrow(1_000_000);
      again.buffer().putInt(0, 42);
      again.giveBack();
      pool.close();
      assertThat(Pointer.totalBytes()).isEqualTo(before);
    }
  }

  @Test
  void holdsNoMoreThanTheLargestBuffersInUse() {
    long before = Pointer.totalBytes();
    try (BufferPool pool = new BufferPool("the pool", 2)) {
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
  void freesTheBuffersOfRareHugeBatches() {
    long before = Pointer.totalBytes();
    try (BufferPool pool = new BufferPool("the pool", 5)) {
      List<BufferPool.Lease> huge = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        huge.add(pool.borrow(8_000_000));
      }
      huge.forEach(BufferPool.Lease::giveBack);
      assertThat(Pointer.totalBytes() - before).isGreaterThanOrEqualTo(32_000_000);
      for (int i = 0; i <= BufferPool.LOANS_IDLE; i++) {
        BufferPool.Lease a = pool.borrow(100_000);
        BufferPool.Lease b = pool.borrow(100_000);
        a.giveBack();
        b.giveBack();
      }
      // 100,000 bytes are rounded up by an eighth at most.
      assertThat(Pointer.totalBytes() - before).isLessThan(250_000);
    }
    assertThat(Pointer.totalBytes() - before).isZero();
  }

  @Test
  void staysSmallWithAHundredSizes() {
    long before = Pointer.totalBytes();
    SeededRandom random = SeededRandom.of(1);
    try (BufferPool pool = new BufferPool("the pool", 5)) {
      for (int i = 0; i < 500; i++) {
        List<BufferPool.Lease> atWork = new ArrayList<>();
        for (int k = 0; k < 3; k++) {
          atWork.add(pool.borrow(10_000 + 10_000 * random.nextInt(100)));
        }
        // Five idle buffers and three in use, each of the largest size plus at most an eighth.
        assertThat(Pointer.totalBytes() - before).isLessThan(9_100_000);
        atWork.forEach(BufferPool.Lease::giveBack);
      }
    }
    assertThat(Pointer.totalBytes() - before).isZero();
  }

  @Test
  void refusesABatchThatIsTooLarge() {
    try (BufferPool pool = new BufferPool("the pool", 1)) {
      assertThatThrownBy(() -> pool.borrow(3L << 30))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("a batch takes 3072 MiB");
    }
  }
}
