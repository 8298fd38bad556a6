/** Pages that show results. */
@NullMarked
package org.cwm.cli.report;

import org.jspecify.annotations.NullMarked;
