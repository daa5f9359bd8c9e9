/**
 * What users program against: jobs in their own application, and task types of their own. Depends
 * on nothing.
 */
@NullMarked
package io.carillon.sdk;

import org.jspecify.annotations.NullMarked;
