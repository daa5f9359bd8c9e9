package io.carillon.server.access;

import org.springframework.security.core.GrantedAuthority;

/** A role as Spring Security wants it. */
record Authority(Role role) implements GrantedAuthority {
  @Override
  public String getAuthority() {
    return role.code();
  }
}
