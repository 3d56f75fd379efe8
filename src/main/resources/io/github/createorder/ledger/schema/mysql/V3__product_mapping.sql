-- As common/V3__product_mapping.sql, in its place: MySQL takes no typed literal as a default, its error 1067.
-- The product mapping: the core system's own codes -> what Taobao knows the product by. Filled by the team; the default home
-- of it, another table, a query or a CSV file will do as well. An empty plan stands for any plan.
CREATE TABLE createorder_product (
  product      VARCHAR(64)  NOT NULL,
  plan         VARCHAR(64)  DEFAULT '' NOT NULL,
  -- First and last day of applying on which the row holds, inclusive.
  valid_from   DATE         DEFAULT '1900-01-01' NOT NULL,
  valid_to     DATE,
  institution  VARCHAR(64)  NOT NULL,
  product_code VARCHAR(64)  NOT NULL,
  item_id      VARCHAR(64)  NOT NULL,
  sub_product  VARCHAR(64),
  PRIMARY KEY (product, plan, valid_from)
)${table_options};
