package io.carillon.server.access;

import org.springframework.security.authentication.AbstractAuthenticationToken;

/** The user or token that a request comes from. */
final class Caller extends AbstractAuthenticationToken {

  private static final long serialVersionUID = 1L;

  private final String name;

  Caller(String name, Role role) {
    super(role.authorities());
    this.name = name;
    setAuthenticated(true);
  }

  @Override
  public Object getCredentials() {
    return "";
  }

  @Override
  public Object getPrincipal() {
    return name;
  }
}
