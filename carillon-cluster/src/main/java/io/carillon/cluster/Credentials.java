package io.carillon.cluster;

/** User and password at a registry. Does not print the password. */
public record Credentials(String user, String password) {

  @Override
  public String toString() {
    return "Credentials[user=" + user + "]";
  }
}
