/** Networks, written once over a small set of dense operations and free of native code. */
@NullMarked
package dev.osprey.networks;

import org.jspecify.annotations.NullMarked;
