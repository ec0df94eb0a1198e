/** The layouts of {@code torch.save}: zip archives and the older stream of pickles. */
@NullMarked
package dev.osprey.tensorfiles.pickle.archive;

import org.jspecify.annotations.NullMarked;
