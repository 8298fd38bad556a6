/** The command {@code cwm}. */
@NullMarked
package org.cwm.cli;

import org.jspecify.annotations.NullMarked;
