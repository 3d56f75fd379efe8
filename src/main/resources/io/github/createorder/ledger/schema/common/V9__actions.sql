-- What people do to orders: who did it, replays of many as jobs, records that were edited, errors that were closed. Only adds to
-- version 5.

-- An error that a person closed is in status CLOSED: when, who and why. Null once it is reopened.
ALTER TABLE createorder_entry ADD COLUMN closed_at BIGINT;
ALTER TABLE createorder_entry ADD COLUMN closed_by VARCHAR(200);
ALTER TABLE createorder_entry ADD COLUMN closed_reason VARCHAR(500);

-- SHA-256 of the record as its source gave it, once a person has edited it here: the source's record read again is a repeat.
ALTER TABLE createorder_entry ADD COLUMN origin_digest VARCHAR(64);

-- One row an operation of a person, never changed; those that were denied or refused too.
CREATE TABLE createorder_action (
  id ${identity} PRIMARY KEY,
  happened_at BIGINT NOT NULL,
  who VARCHAR(200) NOT NULL,
  -- By which way: console, cli.
  via VARCHAR(20) NOT NULL,
  -- The address that it came from; null when there is none.
  came_from VARCHAR(100),
  -- PLAN, START, CANCEL, EDIT, CLOSE, REOPEN, REVEAL, PAUSE, RESUME, LOGIN, EXPORT ...
  action VARCHAR(20) NOT NULL,
  -- DONE, REFUSED (it could not be done), DENIED (the person may not).
  outcome VARCHAR(10) NOT NULL,
  -- The order or the job that it was about; null when about neither.
  entry_id BIGINT,
  job_id BIGINT,
  reason VARCHAR(500),
  detail VARCHAR(1000)
)${table_options};
CREATE INDEX createorder_action_entry ON createorder_action (entry_id);
CREATE INDEX createorder_action_job ON createorder_action (job_id);

-- One row a replay of many.
CREATE TABLE createorder_job (
  id ${identity} PRIMARY KEY,
  -- PLANNED, RUNNING, DONE, CANCELLED.
  state VARCHAR(10) NOT NULL,
  -- What was selected, as JSON; the cut-off is planned_at.
  selection ${text} NOT NULL,
  planned_at BIGINT NOT NULL,
  planned_by VARCHAR(200) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  -- SHA-256 over the selection and each order of the plan.
  digest VARCHAR(64) NOT NULL,
  orders BIGINT NOT NULL,
  -- How many of them may exist at Taobao.
  may_exist BIGINT NOT NULL,
  -- Conflicts that match too, and are not in the plan.
  conflicts BIGINT NOT NULL,
  -- Numbers by cause and by source, as JSON.
  by_cause ${text} NOT NULL,
  by_source ${text} NOT NULL,
  started_at BIGINT,
  started_by VARCHAR(200),
  -- When a person asked to stop it, and who.
  cancel_at BIGINT,
  cancel_by VARCHAR(200),
  ended_at BIGINT,
  -- All orders of the plan up to this entry have been looked at, and what came of them by outcome of createorder_job_order.
  position BIGINT NOT NULL,
  due_orders BIGINT NOT NULL,
  error_orders BIGINT NOT NULL,
  refused_orders BIGINT NOT NULL,
  gone_orders BIGINT NOT NULL,
  -- Messages taken off the error queue.
  messages BIGINT NOT NULL,
  -- When a node may take it; null when nobody may.
  due_at BIGINT,
  lease_owner VARCHAR(200),
  version INT NOT NULL
)${table_options};
CREATE INDEX createorder_job_due ON createorder_job (due_at);

-- One row an order of a job's plan, and what came of it.
CREATE TABLE createorder_job_order (
  job_id BIGINT NOT NULL,
  entry_id BIGINT NOT NULL,
  -- When it came to be in the error that was planned: any other error of it is not meant.
  error_at BIGINT NOT NULL,
  -- DUE (sent again), ERROR (mapped again, in error again), REFUSED, GONE (no longer in that error); null until then.
  outcome VARCHAR(10),
  detail VARCHAR(500),
  PRIMARY KEY (job_id, entry_id)
)${table_options};

-- One row a version of an order's record that a person has edited: version 0 is as its source gave it. Sealed like payloads.
CREATE TABLE createorder_payload_version (
  entry_id BIGINT NOT NULL,
  version_no INT NOT NULL,
  made_at BIGINT NOT NULL,
  -- Null for version 0.
  made_by VARCHAR(200),
  reason VARCHAR(500),
  -- The order's key then: a sealed text is bound to it.
  order_key VARCHAR(400) NOT NULL,
  record ${text} NOT NULL,
  request ${text},
  PRIMARY KEY (entry_id, version_no)
)${table_options};
