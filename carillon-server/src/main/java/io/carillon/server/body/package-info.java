/**
 * Bodies of requests: read up to a limit, then turned into records field by field, so that an error
 * names the field, what was found and what was expected.
 */
@NullMarked
package io.carillon.server.body;

import org.jspecify.annotations.NullMarked;
