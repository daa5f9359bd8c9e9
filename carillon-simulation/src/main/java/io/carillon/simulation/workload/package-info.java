/** What is done to a cluster: workflows and requests by its clients, and mischief by chance. */
@NullMarked
package io.carillon.simulation.workload;

import org.jspecify.annotations.NullMarked;
