/**
 * What every endpoint is served with: the web server, JSON, pages of lists, and streams of
 * server-sent events.
 */
@NullMarked
package io.carillon.server.http;

import org.jspecify.annotations.NullMarked;
