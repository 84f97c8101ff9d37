-- Types: sequence
CREATE SEQUENCE s;
-- becomes
CREATE SEQUENCE s INCREMENT BY 5;
