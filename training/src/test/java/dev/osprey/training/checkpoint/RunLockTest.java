package dev.osprey.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  @TempDir Path temp;
  private RunFolder folder;
  private final List<String> notes = new ArrayList<>();

  @BeforeEach
  void makeFolder() {
    folder = RunFolder.create(temp.resolve("run"));
  }

  @Test
  void refusesLockedFolderUntilItIsReleased() {
    try (RunLock lock = RunLock.acquire(folder, notes::add)) {
      assertThat(lock).isNotNull();
      String holder = "in use by process " + ProcessHandle.current().pid() + " on ";
      assertRefused(holder);
      assertThatThrownBy(() -> RunLock.requireFree(folder)).hasMessageContaining(holder);
    }
    assertThat(folder.lock()).doesNotExist();
    RunLock.requireFree(folder);
    RunLock.acquire(folder, notes::add).close();
    assertThat(notes).isEmpty();
  }

  @Test
  void closingTwiceDoesNotReleaseTheLockOfAnotherRun() {
    RunLock first = RunLock.acquire(folder, notes::add);
    first.close();
    try (RunLock second = RunLock.acquire(folder, notes::add)) {
      assertThat(second).isNotNull();
      first.close();
      assertRefused("in use");
    }
  }

  @Test
  void replacesHolderThatHasEnded() throws IOException {
    LockHolder self = LockHolder.current();
    long other = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(1L);
    // no such process; a process with this id but another start time; this process
    for (long pid : new long[] {4_000_000_000L, other, self.pid()}) {
      write(
          new LockHolder(
              pid, Instant.EPOCH, self.host(), self.kernel(), self.since(), "of another time"));
      RunLock.acquire(folder, notes::add).close();
      assertThat(notes).hasSize(1);
      assertThat(notes.remove(0)).contains("process " + pid, "ended without releasing it");
    }
  }

  @Test
  void refusesFolderLockedOnAnotherMachine() throws IOException {
    write(
        new LockHolder(
            12, Instant.EPOCH, "far.example", "another", Instant.EPOCH, "of another machine"));
    String before = Files.readString(folder.lock());

    assertRefused(
        "held by process 12 on far.example, since 1970-01-01T00:00:00Z", "delete " + folder.lock());

    assertThat(folder.lock()).hasContent(before.strip());
  }

  @Test
  void ignoresDamagedLockFile() throws IOException {
    Files.write(folder.lock(), new byte[] {0, -1, 7});
    RunLock.acquire(folder, notes::add).close();
    Files.write(folder.lock(), new byte[0]);
    RunLock.acquire(folder, notes::add).close();
    assertThat(folder.lock()).doesNotExist();
  }

  @Test
  void doesNotFollowLinkInPlaceOfTheLockFile() throws IOException {
    Path elsewhere = Files.writeString(temp.resolve("elsewhere"), "precious");
    Files.createSymbolicLink(folder.lock(), elsewhere);

    assertRefused("cannot be locked");

    assertThat(elsewhere).hasContent("precious");
  }

  private void write(LockHolder holder) throws IOException {
    Files.writeString(folder.lock(), holder.text());
  }

  private void assertRefused(String... messages) {
    assertThatThrownBy(() -> RunLock.acquire(folder, notes::add).close())
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll(messages);
  }
}
