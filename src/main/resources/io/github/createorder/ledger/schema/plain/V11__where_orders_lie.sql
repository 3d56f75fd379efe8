-- On PostgreSQL some indexes are made anew; here they stay.
UPDATE createorder_schema SET version = 8;
