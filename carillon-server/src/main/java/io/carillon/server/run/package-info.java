/** Runs: triggered, listed, followed, cancelled; with their task runs and attempts. */
@NullMarked
package io.carillon.server.run;

import org.jspecify.annotations.NullMarked;
