@NullMarked
package io.carillon.tasks.script;

import org.jspecify.annotations.NullMarked;
