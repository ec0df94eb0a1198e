/** What the tests of several modules share. */
@NullMarked
package dev.osprey.testing;

import org.jspecify.annotations.NullMarked;
