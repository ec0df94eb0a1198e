/**
 * Downloads one file over https through the user's proxies. A download resumes an earlier attempt,
 * and the file is verified by its digest before it gets its final name. The package does not depend
 * on the purpose of the file.
 */
@NullMarked
package dev.osprey.weights.published.download;

import org.jspecify.annotations.NullMarked;
