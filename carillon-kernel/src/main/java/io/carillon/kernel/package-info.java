/** What the kernel shares with everything around it: ids. */
@NullMarked
package io.carillon.kernel;

import org.jspecify.annotations.NullMarked;
