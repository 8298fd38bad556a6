/** Questions to a fitted density beyond its value and its draws. */
@NullMarked
package org.cwm.query;

import org.jspecify.annotations.NullMarked;
