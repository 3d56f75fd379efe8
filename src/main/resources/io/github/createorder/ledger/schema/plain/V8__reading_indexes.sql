-- For people who ask: a day, and the conflicts of an identifier. Neither taken_at nor identifier changes once an order is taken.
CREATE INDEX createorder_entry_taken_at ON createorder_entry (taken_at);
CREATE INDEX createorder_entry_identifier ON createorder_entry (identifier);

UPDATE createorder_schema SET version = 5;
