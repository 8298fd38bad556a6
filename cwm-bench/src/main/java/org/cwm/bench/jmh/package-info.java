/** JMH benchmarks of the kernels and jobs, and the program that runs them and prints fractions of the limits. */
@NullMarked
package org.cwm.bench.jmh;

import org.jspecify.annotations.NullMarked;
