package io.carillon.cli.api;

import org.jspecify.annotations.Nullable;

/**
 * A server-sent event.
 *
 * @param id where to go on after this event; {@code null} when the stream has no such places
 */
public record Event(String name, String data, @Nullable String id) {}
