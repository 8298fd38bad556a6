/** Diagnostics of importance weights. */
@NullMarked
package org.cwm.variational.diagnostic;

import org.jspecify.annotations.NullMarked;
