/** Tables and images in and out. */
@NullMarked
package org.cwm.data;

import org.jspecify.annotations.NullMarked;
