/** The second stage: features of regions, and what they are. */
@NullMarked
package dev.osprey.networks.region;

import org.jspecify.annotations.NullMarked;
