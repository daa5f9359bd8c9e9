@NullMarked
package io.carillon.engine.loop;

import org.jspecify.annotations.NullMarked;
