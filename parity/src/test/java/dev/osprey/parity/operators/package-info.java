/** Single operations of the peers, compared on inputs of a case. */
@NullMarked
package dev.osprey.parity.operators;

import org.jspecify.annotations.NullMarked;
