/**
 * The rules of the house, as tests: how sources and docs look ({@link io.carillon.house.TidyTest}),
 * who may use whom ({@link io.carillon.house.ArchitectureTest}), and that the compiler's checks are
 * awake ({@link io.carillon.house.CheckChainTest}). They live here because this module sees all
 * others. Each rule is a function from what it looks at to findings, so that each test also shows a
 * bad sample being found.
 */
@NullMarked
package io.carillon.house;

import org.jspecify.annotations.NullMarked;
