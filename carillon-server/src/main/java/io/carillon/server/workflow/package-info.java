/** Workflows: their definitions, checked and saved, and their versions. */
@NullMarked
package io.carillon.server.workflow;

import org.jspecify.annotations.NullMarked;
