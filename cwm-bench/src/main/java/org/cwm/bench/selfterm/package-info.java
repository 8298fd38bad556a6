/** What log q costs at the paths of variational inference. */
@NullMarked
package org.cwm.bench.selfterm;

import org.jspecify.annotations.NullMarked;
