/**
 * The server as seen from here: requests, problems as exceptions, streams of events that connect
 * again when the connection is lost.
 */
@NullMarked
package io.carillon.cli.api;

import org.jspecify.annotations.NullMarked;
