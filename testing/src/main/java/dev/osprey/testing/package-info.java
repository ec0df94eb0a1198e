/** Support for tests of several modules: damaged files. */
@NullMarked
package dev.osprey.testing;

import org.jspecify.annotations.NullMarked;
