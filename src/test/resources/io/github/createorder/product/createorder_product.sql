CREATE TABLE createorder_product (
  product      VARCHAR(64)  NOT NULL,
  plan         VARCHAR(64)  DEFAULT '' NOT NULL,
  valid_from   DATE         DEFAULT DATE '1900-01-01' NOT NULL,
  valid_to     DATE,
  institution  VARCHAR(64)  NOT NULL,
  product_code VARCHAR(64)  NOT NULL,
  item_id      VARCHAR(64)  NOT NULL,
  sub_product  VARCHAR(64),
  PRIMARY KEY (product, plan, valid_from)
);
