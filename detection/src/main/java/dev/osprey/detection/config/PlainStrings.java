package dev.osprey.detection.config;

import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;

/** Quotes every string that a YAML reader could take for something else, such as a number. */
final class PlainStrings extends StringQuotingChecker.Default {
  private static final long serialVersionUID = 1L;

  @Override
  public boolean needToQuoteValue(String value) {
    return super.needToQuoteValue(value) || !value.matches("[A-Za-z]([\\w ./-]*[\\w./-])?");
  }
}
