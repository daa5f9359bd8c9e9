package io.carillon.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Connections that explain each query, with its parameters, before they run it. */
final class Plans {

  /** How the database goes about a query. */
  record Plan(String sql, List<String> steps) {
    @Override
    public String toString() {
      return sql + "\n  " + String.join("\n  ", steps);
    }
  }

  private final List<Plan> plans = new CopyOnWriteArrayList<>();
  private final DatabaseConfig config;
  private final String explain;

  /**
   * @param explain what to put before a query
   */
  Plans(DatabaseConfig config, String explain) {
    this.config = config;
    this.explain = explain;
  }

  /** The database, over connections that explain; its schema is there. */
  Database open() {
    Dialect dialect = Dialect.of(config);
    DataSource source = Connections.source(config, dialect);
    return new Database(new Connections(dialect, source, explaining(source)));
  }

  List<Plan> plans() {
    return plans;
  }

  private DataSource explaining(DataSource source) {
    return proxy(
        DataSource.class,
        (method, arguments) -> {
          Object result = method.invoke(source, arguments);
          return result instanceof Connection connection ? explaining(connection) : result;
        });
  }

  private Connection explaining(Connection connection) {
    return proxy(
        Connection.class,
        (method, arguments) -> {
          Object result = method.invoke(connection, arguments);
          return result instanceof PreparedStatement statement
              ? explaining(statement, connection, String.valueOf(arguments[0]))
              : result;
        });
  }

  private PreparedStatement explaining(
      PreparedStatement statement, Connection connection, String sql) throws SQLException {
    PreparedStatement explaining = connection.prepareStatement(explain + " " + sql);
    return proxy(
        PreparedStatement.class,
        (method, arguments) -> {
          if (method.getName().startsWith("set") && method.getParameterCount() == 2) {
            method.invoke(explaining, arguments);
          } else if (method.getName().equals("executeQuery")) {
            plans.add(new Plan(sql, steps(explaining)));
          }
          return method.invoke(statement, arguments);
        });
  }

  private static List<String> steps(PreparedStatement explaining) throws SQLException {
    List<String> steps = new ArrayList<>();
    try (ResultSet result = explaining.executeQuery()) {
      // SQLite: id, parent, unused, step.
      int column = result.getMetaData().getColumnCount() == 1 ? 1 : 4;
      while (result.next()) {
        steps.add(result.getString(column));
      }
    }
    return steps;
  }

  static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                return call.invoke(method, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  /** What a proxy does when it is called. */
  interface Call {
    @Nullable Object invoke(Method method, @Nullable Object[] arguments) throws Exception;
  }
}
