package dev.osprey.training.checkpoint;

import org.jspecify.annotations.Nullable;

/**
 * The model files that belong to a saved state, by the SHA-256 of their bytes.
 *
 * @param last absent in states of older versions, which record the step alone
 * @param best absent before the first best model
 */
record SavedFiles(@Nullable String last, @Nullable String best) {
  static final SavedFiles UNKNOWN = new SavedFiles(null, null);
}
