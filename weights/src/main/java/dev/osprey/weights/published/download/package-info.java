/**
 * Downloads one file over https: through the user's proxies, from where an earlier attempt stopped,
 * and checked by its digest before it gets its name. Knows nothing of what the file is for.
 */
@NullMarked
package dev.osprey.weights.published.download;

import org.jspecify.annotations.NullMarked;
