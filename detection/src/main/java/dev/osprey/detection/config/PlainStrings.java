package dev.osprey.detection.config;

import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;

/** Leaves only strings without quotes that no YAML reader takes for a number or anything else. */
final class PlainStrings extends StringQuotingChecker.Default {
  private static final long serialVersionUID = 1L;

  @Override
  public boolean needToQuoteValue(String value) {
    return super.needToQuoteValue(value) || !value.matches("[A-Za-z]([\\w ./-]*[\\w./-])?");
  }
}
