@NullMarked
package io.carillon.tasks.http;

import org.jspecify.annotations.NullMarked;
