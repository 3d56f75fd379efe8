-- Outcomes reach the lines of files inside the database; a file that cannot leave its inbox and a receipt that cannot be
-- delivered wait longer each time. Only adds to version 3.

-- Where in its source the order of this line is, as the order's own row says it: how its outcome finds the line. Null in lines
-- that a node of an earlier version has written since.
ALTER TABLE createorder_file_line ADD COLUMN ref VARCHAR(512);
UPDATE createorder_file_line
SET ref = (SELECT CONCAT(f.name, '#', createorder_file_line.line) FROM createorder_file f
  WHERE f.id = createorder_file_line.file_id);
CREATE INDEX createorder_file_line_ref ON createorder_file_line (ref);

-- When the file left the inbox; null while it has not.
ALTER TABLE createorder_file ADD COLUMN left_at BIGINT;
UPDATE createorder_file SET left_at = taken_at WHERE state <> 'TAKING';
CREATE INDEX createorder_file_left ON createorder_file (source, left_at);

-- 1 when it had left and was sent again: its receipts are delivered once more when it leaves.
ALTER TABLE createorder_file ADD COLUMN came_again INT DEFAULT 0 NOT NULL;

-- How often its delivery has failed, and when it is tried again.
ALTER TABLE createorder_receipt ADD COLUMN failures INT DEFAULT 0 NOT NULL;
ALTER TABLE createorder_receipt ADD COLUMN due_at BIGINT DEFAULT 0 NOT NULL;

UPDATE createorder_schema SET version = 4;
