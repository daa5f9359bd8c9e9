/**
 * The definition of workflows: what a person writes, as records. A definition is read from YAML or
 * JSON by {@link io.carillon.model.WorkflowReader}, which reports every error at once with its
 * place; a {@link io.carillon.model.Workflow} that exists is sound.
 */
@NullMarked
package io.carillon.model;

import org.jspecify.annotations.NullMarked;
