/** Variational auto-encoders whose encoder is a Gaussian or a conditional classifier weighted mixture. */
@NullMarked
package org.cwm.variational.vae;

import org.jspecify.annotations.NullMarked;
