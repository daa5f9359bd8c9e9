package io.carillon.server.access;

import io.carillon.server.http.Items;
import io.carillon.server.problem.ProblemCode;
import io.carillon.server.problem.ProblemException;
import java.security.Principal;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Tokens: make, list, delete. */
@RestController
@RequestMapping("/api/v1/tokens")
public class TokenController {

  private final Tokens tokens;

  public TokenController(Tokens tokens) {
    this.tokens = tokens;
  }

  @PostMapping(consumes = "application/json")
  @ResponseStatus(HttpStatus.CREATED)
  TokenView create(@RequestBody TokenRequest asked, Principal by) {
    var created = tokens.create(asked.name(), asked.role(), by.getName(), asked.expiresIn());
    return TokenView.of(created.token(), created.secret());
  }

  @GetMapping
  Items<TokenView> list() {
    return new Items<>(tokens.all().stream().map(token -> TokenView.of(token, null)).toList());
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String id) {
    if (!id.matches("\\d{1,18}") || !tokens.delete(Long.parseLong(id))) {
      throw new ProblemException(
          ProblemCode.TOKEN_NOT_FOUND, "Expected the id of a token, but found " + id);
    }
  }
}
