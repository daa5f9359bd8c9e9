@NullMarked
package io.carillon.tasks.job;

import org.jspecify.annotations.NullMarked;
