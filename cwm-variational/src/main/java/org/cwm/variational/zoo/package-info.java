/** Targets with known answers or known use: regressions, rings, funnels, mixtures, published posteriors. */
@NullMarked
package org.cwm.variational.zoo;

import org.jspecify.annotations.NullMarked;
