package dev.osprey.core.file;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Creates SHA-256 digests; every JDK has the algorithm. */
public final class Sha256 {
  /** The length of a digest in bytes. */
  public static final int BYTES = 32;

  private Sha256() {}

  /** Creates an empty digest. */
  public static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
