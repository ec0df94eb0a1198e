package dev.osprey.weights.published.download;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A listener that records everything that a download reports. */
public final class FetchRecorder implements FetchListener {
  public final List<Long> starts = new ArrayList<>();
  final List<Long> bytes = new ArrayList<>();
  public final List<String> waits = new ArrayList<>();
  OptionalLong total = OptionalLong.empty();
  public int ends;

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
