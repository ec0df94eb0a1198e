/** Networks written once over a small set of dense operations, without native code. */
@NullMarked
package dev.osprey.networks;

import org.jspecify.annotations.NullMarked;
