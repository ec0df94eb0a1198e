package dev.osprey.training.checkpoint;

import org.jspecify.annotations.Nullable;

/**
 * The model files that belong to a saved state, by the SHA-256 of their bytes.
 *
 * @param last absent in states of older versions, which name the step alone
 * @param best absent where no model was best yet
 */
record SavedFiles(@Nullable String last, @Nullable String best) {
  static final SavedFiles UNKNOWN = new SavedFiles(null, null);
}
