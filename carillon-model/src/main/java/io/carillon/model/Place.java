package io.carillon.model;

/** Where something stands in the source of a definition; both count from 1. */
record Place(int line, int column) {

  static final Place START = new Place(1, 1);
}
