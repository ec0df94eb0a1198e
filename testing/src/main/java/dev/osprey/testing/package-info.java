/** Support for tests of several modules: damaged copies of files. */
@NullMarked
package dev.osprey.testing;

import org.jspecify.annotations.NullMarked;
