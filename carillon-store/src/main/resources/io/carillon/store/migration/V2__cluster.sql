-- Servers that are alive, as they say themselves: see Members.
CREATE TABLE member (
  name        ${word} NOT NULL PRIMARY KEY,
  incarnation BIGINT  NOT NULL,
  address     TEXT    NOT NULL,
  beat        BIGINT  NOT NULL
) ${table};

-- What all servers of a database share and the first of them draws.
CREATE TABLE setting (
  name  ${word} NOT NULL PRIMARY KEY,
  value TEXT    NOT NULL
) ${table};
