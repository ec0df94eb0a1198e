package dev.osprey.weights.peers.keys;

import java.util.List;

/** Keys in a message. */
public final class KeyList {
  private static final int SHOWN = 12;

  private KeyList() {}

  /** The first ones, and how many more there are. */
  public static String text(List<String> keys) {
    String shown = String.join(", ", keys.subList(0, Math.min(SHOWN, keys.size())));
    return keys.size() > SHOWN ? shown + " and " + (keys.size() - SHOWN) + " more" : shown;
  }
}
