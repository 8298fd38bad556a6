/** Densities and the classifier weighted mixture. */
@NullMarked
package org.cwm.model;

import org.jspecify.annotations.NullMarked;
