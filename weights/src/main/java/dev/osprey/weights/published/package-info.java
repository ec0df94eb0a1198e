/**
 * Weights that others publish, by name: the catalogue of addresses, and the cache that fetches each
 * file once. Reading a file is not its subject.
 */
@NullMarked
package dev.osprey.weights.published;

import org.jspecify.annotations.NullMarked;
