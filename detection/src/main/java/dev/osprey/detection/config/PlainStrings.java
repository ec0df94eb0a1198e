package dev.osprey.detection.config;

import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;

/**
 * Writes strings without quotes only if no YAML reader takes them for a number or another value.
 */
final class PlainStrings extends StringQuotingChecker.Default {
  private static final long serialVersionUID = 1L;

  @Override
  public boolean needToQuoteValue(String value) {
    return super.needToQuoteValue(value) || !value.matches("[A-Za-z]([\\w ./-]*[\\w./-])?");
  }
}
