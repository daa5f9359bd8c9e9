/** What a worker process keeps on disk, for as long as it lives. */
@NullMarked
package io.carillon.worker.files;

import org.jspecify.annotations.NullMarked;
