-- Nothing differs: IN told by the server
CREATE TABLE t (a varchar(9) CHECK (a IN ('x', 'y')));
-- becomes
CREATE TABLE t (a varchar(9), CONSTRAINT t_a_check CHECK (((a)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[]))));
