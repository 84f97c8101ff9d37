-- Nothing differs: serial behind a foreign key
CREATE TABLE p (id serial PRIMARY KEY);
CREATE TABLE a (id serial PRIMARY KEY, p int REFERENCES p);
-- becomes
CREATE TABLE p (id serial PRIMARY KEY);
CREATE TABLE a (id serial PRIMARY KEY, p int REFERENCES p);
