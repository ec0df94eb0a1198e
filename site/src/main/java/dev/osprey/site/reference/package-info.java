/**
 * Generates the configuration reference of the guide.
 *
 * <p>Keys and types come from the JSON Schema of run configurations, defaults from {@code
 * defaults.yaml}, and the meaning of each key from the Javadoc of the record that the key is read
 * into.
 */
@NullMarked
package dev.osprey.site.reference;

import org.jspecify.annotations.NullMarked;
