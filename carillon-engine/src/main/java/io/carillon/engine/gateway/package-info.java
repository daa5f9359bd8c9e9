/**
 * The server's side of worker sessions: who is connected, what they may be sent, what they said.
 */
@NullMarked
package io.carillon.engine.gateway;

import org.jspecify.annotations.NullMarked;
