-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- The tables of the example service.
CREATE TABLE orders (
  id       bigserial PRIMARY KEY,
  customer text NOT NULL,
  cents    text NOT NULL,
  state    text NOT NULL DEFAULT 'open',
  placed   timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE payments (
  order_id bigint NOT NULL REFERENCES orders (id),
  paid     timestamptz NOT NULL DEFAULT now()
);
INSERT INTO orders (customer, cents) VALUES
  ('ada', '1250'), ('grace', '990'), ('edsger', 'unknown'), ('barbara', '40');
