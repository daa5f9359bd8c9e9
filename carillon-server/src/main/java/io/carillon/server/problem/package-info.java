/**
 * Errors as the API tells them: {@code application/problem+json} (RFC 9457) with a stable code,
 * whatever went wrong and wherever: in a controller, in the security filters, in the web server.
 */
@NullMarked
package io.carillon.server.problem;

import org.jspecify.annotations.NullMarked;
