/**
 * Server-sent events. A stream is written by the thread of its request, a virtual one, which sleeps
 * at a {@link io.carillon.server.stream.Bell} until there is news.
 */
@NullMarked
package io.carillon.server.stream;

import org.jspecify.annotations.NullMarked;
