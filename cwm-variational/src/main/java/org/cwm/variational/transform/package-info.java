/** Constrained parameters and their maps to the real line. */
@NullMarked
package org.cwm.variational.transform;

import org.jspecify.annotations.NullMarked;
