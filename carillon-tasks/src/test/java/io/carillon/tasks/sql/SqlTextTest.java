package io.carillon.tasks.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "any        | a = :a AND b=:b_2 OR c IN (:a)    | a = ? AND b=? OR c IN (?)     | a b_2 a",
        "any        | :day::date                        | ?::date                       | day",
        "any        | x::int, ':no', \":no\", `:no`     | x::int, ':no', \":no\", `:no` | ",
        "any        | 'it''s :no' <> :a                 | 'it''s :no' <> ?              | a",
        "any        | 'back\\' <> :a                    | 'back\\' <> ?                 | a",
        "mysql      | 'it\\'s :no' <> :a                | 'it\\'s :no' <> ?             | a",
        "mysql      | 1 # ' :no                         | 1 # ' :no                     | ",
        "postgresql | a #> :a                           | a #> ?                        | a",
        "postgresql | E'it\\'s :no' <> :a               | E'it\\'s :no' <> ?            | a",
        "postgresql | /* /* :no */ :no */ :a            | /* /* :no */ :no */ ?         | a",
        "sqlite     | /* /* :no */ :a                   | /* /* :no */ ?                | a",
        "any        | :a -- ' :no                       | ? -- ' :no                    | a",
        "any        | $$ :no ' $$ <> :a                 | $$ :no ' $$ <> ?              | a",
        "any        | $t$ :no $$ $t$ <> :a              | $t$ :no $$ $t$ <> ?           | a",
        "any        | v$x <> :a <> w$y                  | v$x <> ? <> w$y               | a",
        "any        | $1 <> :a                          | $1 <> ?                       | a",
        "any        | x := 1, a[1:n], a[i:n], : b       | x := 1, a[1:n], a[i:n], : b   | ",
        "any        | a ??& :a                          | a ??& ?                       | a",
        "any        | :a                                | ?                             | a",
        "any        | '2026-01-01 10:30:00' :a          | '2026-01-01 10:30:00' ?       | a",
        "any        | 'open :a                          | 'open :a                      | ",
      })
  void shouldFindParametersWhenTheyAreNotQuoted(
      String dialect, String sql, String expected, String names) {
    NamedParameters found = NamedParameters.parse(text(sql, dialect));

    assertThat(found.sql()).isEqualTo(expected);
    assertThat(String.join(" ", found.names())).isEqualTo(names == null ? "" : names);
  }

  @Test
  void shouldRefuseQuestionMarksWhenParametersHaveNames() {
    assertThatThrownBy(() -> NamedParameters.parse(text("a = ? AND b = :b", "any")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Expected parameters as :name only, as params is a map, but found ? at character 5");
  }

  @Test
  void shouldSplitAtSemicolonsWhenTheyAreNotQuoted() {
    assertThat(
            split(
                """
                -- only a comment;
                ;
                INSERT INTO a VALUES ('x;y', "c;d", $$e;f$$); /* g;h */
                SELECT 1 -- i;j
                ;;
                SELECT 2
                """))
        .containsExactly(
            "-- only a comment;\n;\nINSERT INTO a VALUES ('x;y', \"c;d\", $$e;f$$)"
                .substring("-- only a comment;\n;\n".length()),
            "/* g;h */\nSELECT 1 -- i;j",
            "SELECT 2");
    assertThat(split(" ; \n -- nothing\n")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET n = CASE WHEN n > 1 THEN 2 ELSE 3"
            + " END; DELETE FROM c; END",
        "CREATE OR REPLACE PROCEDURE p() BEGIN IF x THEN a; END IF; CASE y WHEN 1 THEN b; END CASE;"
            + " BEGIN c; END; END",
        "CREATE DEFINER=`r`@`h` FUNCTION f() RETURNS INT BEGIN WHILE x DO a; END WHILE; RETURN 1;"
            + " END",
        "CREATE FUNCTION f() RETURNS int AS $f$ BEGIN RETURN 1; END; $f$ LANGUAGE plpgsql",
        "CREATE TABLE e (event TEXT, begin INTEGER)",
        "SELECT CASE WHEN a THEN 1 END, CASE WHEN b THEN 2 END FROM c",
      })
  void shouldKeepBodiesWholeWhenSplitting(String statement) {
    assertThat(split("SELECT 1;" + statement + ";SELECT 2;"))
        .containsExactly("SELECT 1", statement, "SELECT 2");
  }

  private static List<String> split(String script) {
    return SqlScript.split(text(script, "any"));
  }

  private static SqlText text(String sql, String dialect) {
    return new SqlText(sql, "jdbc:" + dialect + ":x");
  }
}
