/** Tests of the contract: versions of it that are in use understand each other. */
@NullMarked
package io.carillon.protocol;

import org.jspecify.annotations.NullMarked;
