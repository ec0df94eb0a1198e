package dev.osprey.tensorfiles.pickle.machine;

/**
 * The limit of the Java memory that a pickle may use: a fixed part plus a multiple of its length. A
 * real checkpoint needs a tenth of it. A file of the most expensive instructions exceeds the limit
 * before it does harm. Costs are upper estimates that include garbage.
 */
public final class MemoryBudget {
  static final int SCALAR = 32;
  static final int SEQUENCE = 192;
  static final int DICTIONARY = 288;
  static final int ENTRY = 112;
  static final int ITEM = 16;

  /** The cost of adding any number of items or entries at once. */
  static final int CHANGE = 128;

  static final int MEMO = 80;
  static final int TENSOR = 512;

  private static final long FIXED = 16L << 20;
  private static final long PER_BYTE = 16;

  private final TorchFileErrors errors;
  private final long limit;
  private long spent;

  public MemoryBudget(TorchFileErrors errors, long pickleBytes) {
    this.errors = errors;
    limit = FIXED + PER_BYTE * pickleBytes;
  }

  /** Counts memory that is about to be allocated. */
  void spend(long bytes) {
    spent += bytes;
    if (spent > limit) {
      throw errors.damaged(
          "its pickle makes more values than a file of its size can need (more than "
              + (limit >> 20)
              + " MB)");
    }
  }

  /** Counts the memory of a text with this number of bytes in the file. */
  void spendText(int bytes) {
    spend(72 + 6L * bytes);
  }
}
