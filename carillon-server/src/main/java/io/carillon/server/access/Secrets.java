package io.carillon.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Draws secrets, and hashes those that are long enough to need no salt. */
public final class Secrets {

  /** Tells a token of Carillon from others, for people and for scanners of leaked secrets. */
  static final String TOKEN_PREFIX = "crl_";

  private static final int TOKEN_BYTES = 32;

  /** Without 0 o 1 l i, which people mix up. */
  private static final String PASSWORD_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

  private static final int PASSWORD_GROUPS = 5;
  private static final int PASSWORD_GROUP = 5;

  private final SecureRandom random;

  public Secrets(SecureRandom random) {
    this.random = random;
  }

  /** 256 random bits. */
  public String token() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return TOKEN_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** 123 random bits that a person can type: 25 letters and digits in five groups. */
  String password() {
    StringBuilder password = new StringBuilder();
    for (int group = 0; group < PASSWORD_GROUPS; group++) {
      password.append(group == 0 ? "" : "-");
      for (int i = 0; i < PASSWORD_GROUP; i++) {
        password.append(PASSWORD_ALPHABET.charAt(random.nextInt(PASSWORD_ALPHABET.length())));
      }
    }
    return password.toString();
  }

  /** Some letters and digits that tell things apart. */
  public String name() {
    return password().substring(0, PASSWORD_GROUP);
  }

  /** A positive number that nobody else draws. */
  public long number() {
    return (random.nextLong() >>> 1) | 1;
  }

  /** Whether two secrets are the same; takes as long whatever they have in common. */
  public static boolean same(String expected, String given) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  /** Random bytes for a key that lives as long as the process. */
  byte[] key() {
    byte[] key = new byte[TOKEN_BYTES];
    random.nextBytes(key);
    return key;
  }

  static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Expected SHA-256 in every Java", e);
    }
  }
}
