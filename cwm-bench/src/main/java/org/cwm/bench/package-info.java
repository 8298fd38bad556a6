/**
 * Measurements: the limits of the machine, every kernel and every job of the library against them, and how time and
 * memory grow. Nothing depends on this module.
 */
@NullMarked
package org.cwm.bench;

import org.jspecify.annotations.NullMarked;
