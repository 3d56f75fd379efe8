-- Files of drop sources, their lines, and the receipts that answer them; amounts; refusals; a rate. Only adds to version 1.

-- The order's total_fee_amount in fen, for totals; null when it could not be mapped.
ALTER TABLE createorder_entry ADD COLUMN amount_fen BIGINT;

-- Answers that blame the configuration, given to this order while others went through: then it is the order.
ALTER TABLE createorder_entry ADD COLUMN refusals INT DEFAULT 0 NOT NULL;

-- The rate that all nodes keep together: how many orders may be sent at once, as of when.
ALTER TABLE createorder_gate ADD COLUMN rate_tokens DOUBLE PRECISION DEFAULT 0 NOT NULL;
ALTER TABLE createorder_gate ADD COLUMN rate_at BIGINT DEFAULT 0 NOT NULL;

-- One row a file that was ever taken or refused.
CREATE TABLE createorder_file (
  id ${identity} PRIMARY KEY,
  -- What makes it unique: source|name; source|name|sha256 for a refused one, whose name is free again.
  file_key VARCHAR(400) NOT NULL UNIQUE,
  source VARCHAR(100) NOT NULL,
  -- Its name in the drop folder.
  name VARCHAR(255) NOT NULL,
  -- TAKING (orders enter the ledger), TAKEN (all have), ANSWERED (its first receipt is fixed), REFUSED (as a whole).
  state VARCHAR(10) NOT NULL,
  -- Of the file as it was sent, in lower-case hexadecimal.
  sha256 VARCHAR(64) NOT NULL,
  bytes BIGINT NOT NULL,
  orders BIGINT NOT NULL,
  policies BIGINT NOT NULL,
  -- All orders that begin before this line are in the ledger. Who takes the file moves it on, and finds out by it when
  -- another node has taken over.
  position BIGINT NOT NULL,
  -- What is wrong with a refused one, the beginning of it.
  reason VARCHAR(1000),
  seen_at BIGINT NOT NULL,
  taken_at BIGINT,
  -- Since when outcomes wait that came after the receipt; null when none do.
  late_since BIGINT
)${table_options};
CREATE INDEX createorder_file_source ON createorder_file (source, state, seen_at);
CREATE INDEX createorder_file_late ON createorder_file (source, late_since);

-- One row an order of a file: what its receipt says of it. Once the receipt is there, its lines never change; an outcome that
-- comes later is a line of the next receipt.
CREATE TABLE createorder_file_line (
  file_id BIGINT NOT NULL,
  receipt INT NOT NULL,
  -- The order's first line in the file.
  line BIGINT NOT NULL,
  -- The core system's own key of the order.
  record_key VARCHAR(255) NOT NULL,
  -- ACCEPTED or ERROR; null while it is being sent.
  status VARCHAR(10),
  -- Why, in a word: the cause of an error.
  code VARCHAR(50),
  message VARCHAR(500),
  request_id VARCHAR(100),
  amount_fen BIGINT,
  PRIMARY KEY (file_id, receipt, line)
)${table_options};

-- One row a receipt (回盘): the first answers the whole file, later ones tell what has changed since.
CREATE TABLE createorder_receipt (
  file_id BIGINT NOT NULL,
  receipt INT NOT NULL,
  -- Of its bytes; null until it was written for the first time. No other bytes are ever delivered.
  sha256 VARCHAR(64),
  frozen_at BIGINT NOT NULL,
  -- Null while it is to be delivered.
  delivered_at BIGINT,
  PRIMARY KEY (file_id, receipt)
)${table_options};

UPDATE createorder_schema SET version = 2;
