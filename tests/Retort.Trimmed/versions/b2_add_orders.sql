-- revision: b2
-- revises: a1
-- message: Add orders

-- upgrade
CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer NOT NULL REFERENCES customers (id));

-- downgrade
DROP TABLE orders;
