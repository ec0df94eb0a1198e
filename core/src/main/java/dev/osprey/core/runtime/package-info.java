/** The running program: version, platform and the counting of uses of native resources. */
@NullMarked
package dev.osprey.core.runtime;

import org.jspecify.annotations.NullMarked;
