/**
 * Who owns which partition, and how the others reach it. Membership says who is alive, the database
 * says who owns; every server works out the same target from both.
 */
@NullMarked
package io.carillon.engine.cluster;

import org.jspecify.annotations.NullMarked;
