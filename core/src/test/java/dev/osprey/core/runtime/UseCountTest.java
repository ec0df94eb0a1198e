package dev.osprey.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UseCountTest {
  private final AtomicInteger freed = new AtomicInteger();
  private final UseCount uses = new UseCount("the detector", freed::incrementAndGet);

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work);
    thread.start();
    return thread;
  }

  private static void awaitWaiting(Thread thread) throws InterruptedException {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
  }

  /** A thread that is inside until it is released. */
  private static final class Guest {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final Thread thread;

    Guest(UseCount uses) throws InterruptedException {
      thread = start(() -> stay(uses));
      entered.await();
    }

    private void stay(UseCount uses) {
      try (UseCount.Use use = uses.enter()) {
        entered.countDown();
        released.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    void leave() throws InterruptedException {
      released.countDown();
      thread.join();
    }
  }

  @Test
  void closingFreesOnceAndLaterUseThrows() {
    uses.enter().close();
    uses.close();
    uses.close();

    assertThat(freed).hasValue(1);
    assertThatThrownBy(uses::enter)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the detector is closed. Use it before it is closed, or open it again");
    assertThatThrownBy(uses::requireOpen).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closingWaitsForCallsOfOtherThreadsAndRefusesNewOnes() throws InterruptedException {
    Guest guest = new Guest(uses);
    Thread closer = start(uses::close);
    awaitWaiting(closer);

    assertThatThrownBy(uses::enter).isInstanceOf(IllegalStateException.class);
    assertThat(freed).hasValue(0);
    guest.leave();
    closer.join();
    assertThat(freed).hasValue(1);
  }

  @Test
  void runningCallsMayMakeFurtherCalls() throws InterruptedException {
    try (UseCount.Use outer = uses.enter()) {
      Thread closer = start(uses::close);
      awaitWaiting(closer);
      try (UseCount.Use inner = uses.enter()) {
        assertThat(freed).hasValue(0);
      }
      assertThat(freed).hasValue(0);
    }
    uses.close();
    assertThat(freed).hasValue(1);
  }

  @Test
  void closingFromInsideACallFreesWhenTheLastCallEnds() throws InterruptedException {
    Guest guest = new Guest(uses);
    try (UseCount.Use use = uses.enter()) {
      uses.close();
      uses.close();
      assertThat(freed).hasValue(0);
    }
    assertThat(freed).hasValue(0);
    guest.leave();
    assertThat(freed).hasValue(1);
  }

  @Test
  void interruptDoesNotEndTheWaitingAndIsKept() throws InterruptedException {
    Guest guest = new Guest(uses);
    AtomicBoolean kept = new AtomicBoolean();
    Thread closer =
        start(
            () -> {
              uses.close();
              kept.set(Thread.currentThread().isInterrupted());
            });
    awaitWaiting(closer);
    closer.interrupt();
    closer.join(50);
    assertThat(closer.isAlive()).isTrue();
    assertThat(freed).hasValue(0);
    guest.leave();
    closer.join();
    assertThat(kept).isTrue();
  }

  @Test
  void everyCloserWaitsUntilTheResourcesAreFreed() throws InterruptedException {
    CountDownLatch freeing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean done = new AtomicBoolean();
    UseCount slow =
        new UseCount(
            "the detector",
            () -> {
              freeing.countDown();
              try {
                done.set(goOn.await(30, TimeUnit.SECONDS));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    Thread first = start(slow::close);
    freeing.await();
    AtomicBoolean sawAllFreed = new AtomicBoolean();
    Thread second =
        start(
            () -> {
              slow.close();
              sawAllFreed.set(done.get());
            });
    awaitWaiting(second);
    goOn.countDown();
    first.join();
    second.join();
    assertThat(sawAllFreed).isTrue();
  }

  @Test
  void freeingThatClosesAgainDoesNotWaitForItself() {
    List<UseCount> self = new ArrayList<>();
    UseCount closing = new UseCount("the detector", () -> self.forEach(UseCount::close));
    self.add(closing);
    closing.close();
    assertThatThrownBy(closing::enter).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void endingAUseTwiceCountsOnce() {
    UseCount.Use first = uses.enter();
    UseCount.Use second = uses.enter();
    first.close();
    first.close();
    uses.close();
    assertThat(freed).hasValue(0);
    second.close();
    assertThat(freed).hasValue(1);
  }

  @Test
  void neverFreesDuringACall() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      AtomicInteger inside = new AtomicInteger();
      AtomicInteger freedUnder = new AtomicInteger();
      UseCount count = new UseCount("the detector", () -> freedUnder.set(inside.get() + 1));
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        boolean closes = i > 1;
        threads.add(start(() -> enterUntilClosed(count, inside, closes)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(freedUnder).hasValue(1);
    }
  }

  private static void enterUntilClosed(UseCount count, AtomicInteger inside, boolean closes) {
    for (int i = 0; ; i++) {
      try (UseCount.Use use = count.enter()) {
        inside.incrementAndGet();
        Thread.onSpinWait();
        inside.decrementAndGet();
      } catch (IllegalStateException e) {
        return;
      }
      if (closes && i == 30) {
        count.close();
      }
    }
  }
}
