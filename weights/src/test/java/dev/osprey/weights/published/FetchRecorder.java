package dev.osprey.weights.published;

import dev.osprey.weights.published.download.RemoteFile;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Keeps all that a download reports. */
final class FetchRecorder implements FetchListener {
  final List<Long> starts = new ArrayList<>();
  final List<Long> bytes = new ArrayList<>();
  final List<String> waits = new ArrayList<>();
  OptionalLong total = OptionalLong.empty();
  int ends;

  @Override
  public void onStart(RemoteFile file, long present, OptionalLong size) {
    starts.add(present);
    bytes.add(present);
    total = size;
  }

  @Override
  public void onBytes(long present) {
    bytes.add(present);
  }

  @Override
  public void onWait(String why) {
    waits.add(why);
  }

  @Override
  public void onEnd() {
    ends++;
  }
}
