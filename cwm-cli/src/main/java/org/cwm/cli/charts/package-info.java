/** Pictures: density maps, scatters, curves and sheets of them, drawn without a display. */
@NullMarked
package org.cwm.cli.charts;

import org.jspecify.annotations.NullMarked;
