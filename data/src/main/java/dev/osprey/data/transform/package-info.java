/** What happens to images and boxes between file and network. */
@NullMarked
package dev.osprey.data.transform;

import org.jspecify.annotations.NullMarked;
