/** Threads and scratch memory of the number-crunching loops. */
@NullMarked
package org.cwm.engine;

import org.jspecify.annotations.NullMarked;
