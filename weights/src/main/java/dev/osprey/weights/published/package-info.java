/**
 * Published weights: the catalogue of their addresses, and the cache that downloads each file once.
 */
@NullMarked
package dev.osprey.weights.published;

import org.jspecify.annotations.NullMarked;
