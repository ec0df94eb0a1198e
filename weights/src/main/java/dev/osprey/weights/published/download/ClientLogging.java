package dev.osprey.weights.published.download;

import java.util.ServiceLoader;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Keeps slf4j silent in applications that have no slf4j provider. The HTTP client logs by slf4j,
 * which would otherwise print a warning about the missing provider to standard error.
 */
final class ClientLogging {
  private static final String VERBOSITY = "slf4j.internal.verbosity";

  private ClientLogging() {}

  /** Sets the verbosity of slf4j where there is no provider and the application has not set it. */
  static void silenceWithoutProvider() {
    if (System.getProperty(VERBOSITY) == null
        && ServiceLoader.load(SLF4JServiceProvider.class).findFirst().isEmpty()) {
      System.setProperty(VERBOSITY, "ERROR");
    }
  }
}
