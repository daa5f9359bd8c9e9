/**
 * Logs of attempts: {@link io.carillon.server.log.FileLogStore} keeps them in files, the
 * controllers show them by the page and follow them live.
 */
@NullMarked
package io.carillon.server.log;

import org.jspecify.annotations.NullMarked;
