package io.carillon.server.access;

import io.carillon.server.problem.Problem;
import io.carillon.server.problem.ProblemCode;
import jakarta.servlet.DispatcherType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/**
 * The security filters: as few as do it, since they run for every trigger. There are no sessions,
 * cookies or forms, hence nothing that a foreign page could make a browser send along.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
public class SecurityConfiguration {

  /** The paths that answer without credentials. */
  public static final String HEALTH = "/api/v1/health";

  public static final String READY = "/api/v1/health/ready";

  @Bean
  SecurityFilterChain securityFilterChain(HttpSecurity http, Tokens tokens, Logins logins) {
    http.sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .csrf(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .anonymous(AbstractHttpConfigurer::disable)
        .servletApi(servlet -> {})
        .headers(
            headers ->
                headers.defaultsDisabled().contentTypeOptions(nosniff -> {}).cacheControl(no -> {}))
        .addFilterBefore(new AuthenticationFilter(tokens, logins), AuthorizationFilter.class)
        .exceptionHandling(
            errors ->
                errors
                    .authenticationEntryPoint((rq, rs, e) -> UNAUTHENTICATED.send(rs))
                    .accessDeniedHandler((rq, rs, e) -> FORBIDDEN.send(rs)))
        .authorizeHttpRequests(
            requests ->
                requests
                    .dispatcherTypeMatchers(DispatcherType.ERROR)
                    .permitAll()
                    .requestMatchers(HttpMethod.GET, HEALTH, READY)
                    .permitAll()
                    .anyRequest()
                    .hasAuthority(Role.ADMIN.code()));
    return http.build();
  }

  /** For paths with {@code //}, {@code ..;} and the like. */
  @Bean
  RequestRejectedHandler requestRejectedHandler() {
    return (request, response, rejected) ->
        new Problem(
                ProblemCode.REQUEST_INVALID,
                "Expected a path without signs that could mislead, but found some")
            .send(response);
  }

  private static final Problem UNAUTHENTICATED =
      new Problem(
          ProblemCode.UNAUTHENTICATED,
          "Expected the header 'Authorization: Bearer TOKEN', but there is none");

  private static final Problem FORBIDDEN =
      new Problem(
          ProblemCode.FORBIDDEN,
          "Expected a token of role admin, but this one is for worker sessions only");
}
