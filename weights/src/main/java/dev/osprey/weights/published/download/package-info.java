/**
 * Downloads one file over https: through the user's proxies, from where an earlier attempt stopped,
 * and checked by its digest before it gets its name. Independent of the purpose of the file.
 */
@NullMarked
package dev.osprey.weights.published.download;

import org.jspecify.annotations.NullMarked;
