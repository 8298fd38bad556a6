/** The jobs that are measured, on seeded models and data, each with a count of its work. */
@NullMarked
package org.cwm.bench.jobs;

import org.jspecify.annotations.NullMarked;
