/**
 * Measures Carillon beside other schedulers on the same database. {@link io.carillon.bench.Main}
 * runs everything; a {@link io.carillon.bench.Contender} is what is measured, {@link
 * io.carillon.bench.Rounds} how, {@link io.carillon.bench.Report} what comes out.
 */
@NullMarked
package io.carillon.bench;

import org.jspecify.annotations.NullMarked;
