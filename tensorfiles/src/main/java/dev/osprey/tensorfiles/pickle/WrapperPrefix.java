package dev.osprey.tensorfiles.pickle;

import java.util.Collection;
import java.util.List;

/** Prefixes that DataParallel, Lightning and torch.compile add to the name of every parameter. */
public final class WrapperPrefix {
  private static final List<String> PREFIXES = List.of("module.", "model.", "_orig_mod.");

  private WrapperPrefix() {}

  /** Returns the longest sequence of such prefixes that all names share; empty if there is none. */
  public static String of(Collection<String> names) {
    String found = "";
    boolean longer = !names.isEmpty();
    while (longer) {
      longer = false;
      for (String prefix : PREFIXES) {
        String next = found + prefix;
        if (names.stream().allMatch(name -> name.startsWith(next))) {
          found = next;
          longer = true;
        }
      }
    }
    return found;
  }
}
