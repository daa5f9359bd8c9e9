/** Where the logs of attempts are kept: a port, implemented by the server. */
@NullMarked
package io.carillon.engine.log;

import org.jspecify.annotations.NullMarked;
