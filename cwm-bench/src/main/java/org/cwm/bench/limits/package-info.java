/** What this machine can do at most: arithmetic ({@link org.cwm.bench.limits.PeakFma}) and memory traffic. */
@NullMarked
package org.cwm.bench.limits;

import org.jspecify.annotations.NullMarked;
