/** Our side of the comparison with other libraries: a worker that answers requests, and the problems on disk. */
@NullMarked
package org.cwm.bench.peers;

import org.jspecify.annotations.NullMarked;
