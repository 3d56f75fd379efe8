-- For people: all times are Beijing time.

DROP VIEW IF EXISTS createorder_orders_view;
-- One row an order.
CREATE VIEW createorder_orders_view AS
SELECT
  e.id,
  e.order_key,
  e.identifier,
  e.source,
  e.ref,
  e.status,
  e.cause,
  e.reason,
  e.code,
  e.sub_code,
  e.response_code,
  e.request_id,
  e.attempts,
  e.replays,
  e.may_be_executed,
  ${beijing}e.taken_at${beijing_end} AS taken_at,
  ${beijing}e.first_attempt_at${beijing_end} AS first_attempt_at,
  ${beijing}e.last_attempt_at${beijing_end} AS last_attempt_at,
  ${beijing}CASE WHEN e.status = 'READY' THEN e.due_at END${beijing_end} AS next_attempt_at,
  e.lease_owner,
  ${beijing}CASE WHEN e.status = 'SENDING' THEN e.due_at END${beijing_end} AS lease_until,
  ${beijing}e.ended_at${beijing_end} AS ended_at,
  CASE WHEN e.error_due IS NULL THEN 0 ELSE 1 END AS to_publish,
  CASE WHEN e.report_due IS NULL THEN 0 ELSE 1 END AS to_report,
  e.mapping_version
FROM createorder_entry e;

DROP VIEW IF EXISTS createorder_errors_view;
-- What is in error, grouped by what must be mended, with one example each.
CREATE VIEW createorder_errors_view AS
SELECT
  g.source,
  g.cause,
  g.code,
  g.sub_code,
  g.response_code,
  g.orders,
  g.may_be_executed,
  ${beijing}g.oldest${beijing_end} AS oldest,
  ${beijing}g.newest${beijing_end} AS newest,
  x.order_key AS example_order_key,
  x.ref AS example_ref,
  x.reason AS example_reason
FROM (
  SELECT
    source,
    cause,
    code,
    sub_code,
    response_code,
    COUNT(*) AS orders,
    SUM(CASE WHEN may_be_executed THEN 1 ELSE 0 END) AS may_be_executed,
    MIN(ended_at) AS oldest,
    MAX(ended_at) AS newest,
    MAX(id) AS example_id
  FROM createorder_entry
  WHERE status = 'ERROR'
  GROUP BY source, cause, code, sub_code, response_code
) g
JOIN createorder_entry x ON x.id = g.example_id;

DROP VIEW IF EXISTS createorder_daily_view;
-- Per Beijing day of taking and source: how many were taken, and where those stand now.
CREATE VIEW createorder_daily_view AS
SELECT
  d.taken_on,
  d.source,
  COUNT(*) AS taken,
  SUM(CASE WHEN d.status = 'ACCEPTED' THEN 1 ELSE 0 END) AS accepted,
  SUM(CASE WHEN d.status = 'ERROR' THEN 1 ELSE 0 END) AS in_error,
  SUM(CASE WHEN d.status IN ('READY', 'SENDING') THEN 1 ELSE 0 END) AS pending
FROM (
  SELECT CAST(${beijing}taken_at${beijing_end} AS DATE) AS taken_on, source, status
  FROM createorder_entry
) d
GROUP BY d.taken_on, d.source;

DROP VIEW IF EXISTS createorder_files_view;
-- One row a file of a drop source, with what its orders have come to and how often it was answered.
CREATE VIEW createorder_files_view AS
SELECT
  f.id,
  f.source,
  f.name,
  f.state,
  f.bytes,
  f.orders,
  f.policies,
  f.sha256,
  f.reason,
  ${beijing}f.seen_at${beijing_end} AS seen_at,
  ${beijing}f.taken_at${beijing_end} AS taken_at,
  (SELECT COUNT(*) FROM createorder_file_line l WHERE l.file_id = f.id AND l.receipt = 1 AND l.status IS NULL) AS not_reported,
  (SELECT COUNT(*) FROM createorder_receipt r WHERE r.file_id = f.id AND r.delivered_at IS NOT NULL) AS receipts,
  (SELECT COUNT(*) FROM createorder_receipt r WHERE r.file_id = f.id AND r.delivered_at IS NULL) AS receipts_to_deliver
FROM createorder_file f;
