-- The ledger: every order ever taken, and where each stands. Times are BIGINT milliseconds since 1970-01-01 UTC by the
-- database's own clock; people read them in Beijing time through the views. Keys compare by bytes (case and trailing
-- blanks count) on every database. No foreign keys: both sides are written in one transaction, and checking each row
-- costs more than writing it.

-- The version of this schema, whoever applied it: one row.
CREATE TABLE createorder_schema (
  version INT NOT NULL PRIMARY KEY
)${table_options};
INSERT INTO createorder_schema (version) VALUES (1);

-- One row an order: the narrow, often written state.
CREATE TABLE createorder_entry (
  id ${identity} PRIMARY KEY,
  -- What makes the order unique: its identifier; source|ref when the record gives none; identifier|digest for a conflict.
  order_key VARCHAR(400) NOT NULL UNIQUE,
  -- The idempotency key sent to Taobao; null when the record gives none.
  identifier VARCHAR(255),
  -- Name of the source, and where in it the record is.
  source VARCHAR(100) NOT NULL,
  ref VARCHAR(512) NOT NULL,
  -- READY (to be sent when due), SENDING (claimed by a node), ACCEPTED, ERROR (see cause).
  status VARCHAR(10) NOT NULL,
  -- Why it will not get through by itself: MAPPING, INVALID, UNMAPPED_PRODUCT, CONFLICT, REJECTED, UNKNOWN, NOT_EXECUTED.
  cause VARCHAR(20),
  -- READY: when to send it. SENDING: when the lease of lease_owner ends. Null when it has ended.
  due_at BIGINT,
  -- The node that sends it now.
  lease_owner VARCHAR(200),
  -- Fencing token: raised by every claim, replay and correction; nothing is written under an old one.
  version INT NOT NULL,
  -- Attempts in all, and since it was taken or last replayed.
  attempts INT NOT NULL,
  round_attempts INT NOT NULL,
  -- How often a person had it sent again.
  replays INT NOT NULL,
  -- True when an attempt may have created the order at Taobao: its request never changes again.
  may_be_executed BOOLEAN NOT NULL,
  taken_at BIGINT NOT NULL,
  first_attempt_at BIGINT,
  last_attempt_at BIGINT,
  -- First attempt since it was taken or last replayed: the age for giving up.
  round_from BIGINT,
  -- When it was accepted or came to be in error.
  ended_at BIGINT,
  -- The last answer: TOP's code and sub_code, the business response_code, TOP's request_id, and in words.
  code VARCHAR(50),
  sub_code VARCHAR(200),
  response_code VARCHAR(200),
  request_id VARCHAR(100),
  reason VARCHAR(500),
  -- When to publish it to the error queue; null when there is nothing to publish.
  error_due BIGINT,
  -- When to tell the source what became of it; null when it has been told.
  report_due BIGINT,
  -- SHA-256 in hex of the record's content (without its place) and of the request.
  record_digest VARCHAR(64) NOT NULL,
  request_digest VARCHAR(64),
  -- The mapping that made the request: name and digest.
  mapping_version VARCHAR(200)
)${table_options};

-- What an order was made from and what is sent: written once, and again only when it is mapped afresh.
CREATE TABLE createorder_payload (
  entry_id BIGINT NOT NULL PRIMARY KEY,
  -- The source record as JSON.
  record ${text} NOT NULL,
  -- The frozen create_order_request as JSON; null when there are faults.
  request ${text},
  -- All that is wrong with the record, as a JSON list; null when nothing is.
  faults ${text}
)${table_options};

-- Other places in the sources where an order already known was read again; each is told its outcome once, then removed.
CREATE TABLE createorder_repeat (
  -- source|ref
  place VARCHAR(620) NOT NULL PRIMARY KEY,
  source VARCHAR(100) NOT NULL,
  ref VARCHAR(512) NOT NULL,
  entry_id BIGINT NOT NULL,
  -- When to tell it, once the order has ended.
  report_due BIGINT NOT NULL
)${table_options};
CREATE INDEX createorder_repeat_due ON createorder_repeat (source, report_due);
CREATE INDEX createorder_repeat_entry ON createorder_repeat (entry_id);

-- What is worth remembering of an order or of a gateway, never changed. The happy path leaves no rows here.
CREATE TABLE createorder_event (
  id ${identity} PRIMARY KEY,
  -- Null when it concerns a gateway.
  entry_id BIGINT,
  happened_at BIGINT NOT NULL,
  -- ERROR, CONFLICT, TAKEN_AGAIN, REPLAYED, MAPPED_AFRESH, FENCED, PAUSED, RESUMED.
  event VARCHAR(20) NOT NULL,
  detail VARCHAR(1000),
  -- The person, or the node when no person did it.
  who VARCHAR(200) NOT NULL
)${table_options};
CREATE INDEX createorder_event_entry ON createorder_event (entry_id);

-- One row a gateway: a pause that every node keeps.
CREATE TABLE createorder_gate (
  gateway VARCHAR(200) NOT NULL PRIMARY KEY,
  -- OPEN, PAUSED, PROBING (one order is out to see whether it works again).
  state VARCHAR(10) NOT NULL,
  -- BANNED, MISCONFIGURED, UNREACHABLE, OUTAGE, MANUAL; null when open.
  kind VARCHAR(20),
  reason VARCHAR(500),
  -- Since when it is in this pause; null when open.
  since BIGINT,
  -- When a ban ends or the next probe may go out; null when open, or until a person resumes it.
  until_at BIGINT,
  -- The wait in ms that grows while the trouble lasts.
  step BIGINT NOT NULL,
  version INT NOT NULL
)${table_options};

-- How far each read-only source has been read, and by which node.
CREATE TABLE createorder_watermark (
  source VARCHAR(100) NOT NULL PRIMARY KEY,
  position VARCHAR(1000) NOT NULL,
  lease_owner VARCHAR(200),
  lease_until BIGINT NOT NULL
)${table_options};
