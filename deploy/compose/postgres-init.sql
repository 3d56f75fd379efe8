-- PostgreSQL in docker-compose.yml, run once by its image when the volume is new: a database for the ledger, which the app fills
-- with its own tables, and a core system's database, which the service `sample` fills. The passwords are for this machine alone.
--
--   docker compose exec postgres psql -U postgres core -c 'SELECT order_no, status, reason FROM legacy_order'

CREATE ROLE createorder LOGIN PASSWORD 'local-only-ledger';
CREATE DATABASE createorder OWNER createorder;
REVOKE ALL ON DATABASE createorder FROM PUBLIC;

CREATE ROLE core LOGIN PASSWORD 'local-only-core';
CREATE DATABASE core OWNER core;
REVOKE ALL ON DATABASE core FROM PUBLIC;

-- The app at the core system's database. What it may do with the tables is granted by who makes them, and is no more than it
-- needs: to read the rows, and to write its own columns.
CREATE ROLE core_sync LOGIN PASSWORD 'local-only-legacy';
GRANT CONNECT ON DATABASE core TO core_sync;
