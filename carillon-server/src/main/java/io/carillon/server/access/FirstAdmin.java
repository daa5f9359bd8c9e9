package io.carillon.server.access;

import io.carillon.store.Accounts;
import io.carillon.store.Accounts.User;
import java.io.PrintStream;
import java.time.InstantSource;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Makes the first user, once, and shows the password, once. */
public final class FirstAdmin {

  private static final String NAME = "admin";

  private FirstAdmin() {}

  /**
   * Does nothing if there is a user already.
   *
   * @param screen the only place that sees the password
   */
  public static void ensure(
      Accounts accounts,
      PasswordEncoder encoder,
      Secrets secrets,
      InstantSource clock,
      PrintStream screen) {
    if (accounts.anyUser()) {
      return;
    }
    String password = secrets.password();
    String hash = encoder.encode(password);
    if (hash == null) {
      throw new IllegalStateException("Expected a hash of the password");
    }
    if (!accounts.createUser(new User(NAME, hash, clock.instant()))) {
      // Another server of this database was faster, and has shown its password.
      return;
    }
    screen.print(
        """

        ------------------------------------------------------------
          This is the first start. The administrator:

            user      %s
            password  %s

          Keep the password: it is not shown again.
        ------------------------------------------------------------

        """
            .formatted(NAME, password));
    screen.flush();
  }
}
