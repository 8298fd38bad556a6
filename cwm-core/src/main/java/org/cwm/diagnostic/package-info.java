/** Signatures of a fit that went wrong: how they are recognised and told in plain words. */
@NullMarked
package org.cwm.diagnostic;

import org.jspecify.annotations.NullMarked;
