@NullMarked
package io.carillon.tasks.sql;

import org.jspecify.annotations.NullMarked;
