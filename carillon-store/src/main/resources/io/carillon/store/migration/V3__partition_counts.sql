-- Every number of partitions that there ever was. A workflow stays in the partition that its name
-- led to when it was made, so that the earlier numbers say where older ones may be.
CREATE TABLE partition_count (
  partitions INTEGER NOT NULL PRIMARY KEY
) ${table};

INSERT INTO partition_count (partitions) SELECT count(*) FROM ${partition};
