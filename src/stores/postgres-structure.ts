/** A schema's structure as sorted lines: read before and after a change, the difference is what the change did. */
import type { PostgresSession } from './postgres-session.ts';

/** Everything that a statement could change, one line each; `name` makes lines sort by what they belong to. */
const STRUCTURE = `
WITH here AS (SELECT oid FROM pg_namespace WHERE nspname = $1),
relations AS (SELECT c.* FROM pg_class c JOIN here ON c.relnamespace = here.oid)
SELECT CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialised view' END
       || ' ' || relname
       || coalesce(' partition by ' || pg_get_partkeydef(oid), '')
       || coalesce(' partition of ' || (SELECT inhparent::regclass::text FROM pg_inherits WHERE inhrelid = relations.oid)
                   || ' ' || pg_get_expr(relpartbound, oid), '')
       || CASE relpersistence WHEN 'u' THEN ' unlogged' ELSE '' END
       || coalesce(' with (' || array_to_string(reloptions, ', ') || ')', '')
       || CASE WHEN relkind IN ('v', 'm') THEN ' as ' || pg_get_viewdef(oid) ELSE '' END AS line
  FROM relations WHERE relkind IN ('r', 'p', 'v', 'm')
UNION ALL
SELECT 'column ' || r.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
       || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
       || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
       || CASE WHEN a.attgenerated = '' THEN '' ELSE ' generated' END
       || CASE WHEN a.attidentity = '' THEN '' ELSE ' identity' END
       || CASE WHEN a.attstattarget >= 0 THEN ' statistics ' || a.attstattarget ELSE '' END
       || CASE WHEN a.attstorage = t.typstorage THEN '' ELSE ' storage ' || a.attstorage::text END
       || CASE WHEN a.attcompression = '' THEN '' ELSE ' compression ' || a.attcompression::text END
  FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum
  WHERE r.relkind IN ('r', 'p', 'm') AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'index ' || r.relname || ': ' || pg_get_indexdef(r.oid)
       || CASE WHEN i.indisvalid THEN '' ELSE ' invalid' END || CASE WHEN i.indisclustered THEN ' clustered' ELSE '' END
  FROM relations r JOIN pg_index i ON i.indexrelid = r.oid
UNION ALL
SELECT 'constraint ' || r.relname || '.' || c.conname || ': ' || pg_get_constraintdef(c.oid)
  FROM relations r JOIN pg_constraint c ON c.conrelid = r.oid
UNION ALL
SELECT 'trigger ' || r.relname || ': ' || pg_get_triggerdef(t.oid)
  FROM relations r JOIN pg_trigger t ON t.tgrelid = r.oid WHERE NOT t.tgisinternal
UNION ALL
SELECT 'statistics ' || s.stxname || ': ' || pg_get_statisticsobjdef(s.oid) FROM pg_statistic_ext s JOIN here ON s.stxnamespace = here.oid
UNION ALL
SELECT 'function ' || p.oid::regprocedure || ': ' || md5(p.prosrc) FROM pg_proc p JOIN here ON p.pronamespace = here.oid
UNION ALL
SELECT 'extension ' || e.extname FROM pg_extension e JOIN here ON e.extnamespace = here.oid
UNION ALL
SELECT 'setting ' || setting
  FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole CROSS JOIN unnest(s.setconfig) setting
  WHERE r.rolname = $1 AND setting NOT LIKE 'search\\_path=%'`;

/** Names lose the schema's, so that two lanes with the same structure read the same. */
export async function structureOf(session: PostgresSession, schema: string): Promise<readonly string[]> {
  const rows = await session.run(STRUCTURE, [schema]);
  return rows.map((row) => String(row['line']).replaceAll(`${schema}.`, '').replaceAll(/\s+/g, ' ').trim()).sort();
}

/** Heap, indexes and TOAST of everything in the schema. */
export async function bytesOf(session: PostgresSession, schema: string): Promise<number> {
  const [sum] = await session.run(
    `SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint AS bytes
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind IN ('r', 'm')`,
    [schema],
  );
  return Number(sum?.['bytes']);
}
