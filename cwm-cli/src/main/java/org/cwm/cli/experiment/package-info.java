/** Comparisons and experiments: cells of one fit each, tables, pictures and pages. */
@NullMarked
package org.cwm.cli.experiment;

import org.jspecify.annotations.NullMarked;
