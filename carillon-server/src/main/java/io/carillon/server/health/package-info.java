/** How the server fares: for load balancers, and in numbers. */
@NullMarked
package io.carillon.server.health;

import org.jspecify.annotations.NullMarked;
