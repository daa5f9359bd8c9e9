/**
 * Who may do what: tokens, the admin's password, and the security filters. No call is anonymous but
 * that for health.
 */
@NullMarked
package io.carillon.server.access;

import org.jspecify.annotations.NullMarked;
