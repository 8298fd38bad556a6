/** Files: the model file, training checkpoints, and the JSON they and the command line speak. */
@NullMarked
package org.cwm.io;

import org.jspecify.annotations.NullMarked;
