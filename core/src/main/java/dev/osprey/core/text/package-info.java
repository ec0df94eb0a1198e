/** Text for people: messages, names, lists and YAML errors. */
@NullMarked
package dev.osprey.core.text;

import org.jspecify.annotations.NullMarked;
