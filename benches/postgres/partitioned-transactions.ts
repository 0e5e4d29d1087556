/** The lane's transactions as a table partitioned by time, with the keys and the index that such a table needs; `makeParts` makes its partitions. */
export const partitionedBy = (makeParts: string): readonly string[] => [
  'ALTER TABLE transactions RENAME TO plain',
  'CREATE TABLE transactions (LIKE plain INCLUDING DEFAULTS) PARTITION BY RANGE (created_at)',
  makeParts,
  'INSERT INTO transactions SELECT * FROM plain ORDER BY id',
  'ALTER TABLE transactions ADD PRIMARY KEY (id, created_at)',
  'CREATE INDEX ON transactions (created_at)',
  'DROP TABLE plain',
  'VACUUM ANALYZE transactions',
];

/** The plain table with which such tables are compared. */
export const oneTable = {
  name: 'one table, right index',
  apply: ['CREATE INDEX by_time ON transactions (created_at)', 'VACUUM ANALYZE transactions'],
};
