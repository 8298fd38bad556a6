/** How seconds per epoch and peak memory grow with rows, dimension, components and hidden width. */
@NullMarked
package org.cwm.bench.growth;

import org.jspecify.annotations.NullMarked;
