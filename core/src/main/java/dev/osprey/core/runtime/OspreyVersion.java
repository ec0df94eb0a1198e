package dev.osprey.core.runtime;

/** The version of this program. */
public final class OspreyVersion {
  public static final String TEXT = "0.1.0";

  private OspreyVersion() {}
}
