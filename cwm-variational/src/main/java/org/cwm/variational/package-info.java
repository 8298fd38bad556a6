/** Variational inference: targets, the fit of a mixture to an unnormalised density, and the verdict on it. */
@NullMarked
package org.cwm.variational;

import org.jspecify.annotations.NullMarked;
