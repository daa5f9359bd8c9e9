/**
 * JSON values as the SDK knows them (String, Long, Double, Boolean, List, Map, null) from and to
 * text.
 */
@NullMarked
package io.carillon.tasks.json;

import org.jspecify.annotations.NullMarked;
