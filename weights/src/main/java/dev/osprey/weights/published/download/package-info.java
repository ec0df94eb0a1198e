/** Downloads of published weights: resumed, locked, checked and retried. */
@NullMarked
package dev.osprey.weights.published.download;

import org.jspecify.annotations.NullMarked;
