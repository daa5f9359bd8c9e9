/** The cluster, as this server sees it. */
@NullMarked
package io.carillon.server.cluster;

import org.jspecify.annotations.NullMarked;
