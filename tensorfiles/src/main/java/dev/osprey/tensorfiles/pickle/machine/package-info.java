/** The interpreter of pickles: a stack machine that reads data and calls nothing. */
@NullMarked
package dev.osprey.tensorfiles.pickle.machine;

import org.jspecify.annotations.NullMarked;
