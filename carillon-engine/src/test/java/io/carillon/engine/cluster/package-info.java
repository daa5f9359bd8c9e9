@NullMarked
package io.carillon.engine.cluster;

import org.jspecify.annotations.NullMarked;
