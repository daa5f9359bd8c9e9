/** What is printed and how wide it is: colours, columns, times, a region that is drawn again. */
@NullMarked
package io.carillon.cli.terminal;

import org.jspecify.annotations.NullMarked;
