-- Nothing differs: table of an extension
CREATE EXTENSION hstore;
CREATE TABLE spatial_ref_sys (id int PRIMARY KEY);
ALTER EXTENSION hstore ADD TABLE spatial_ref_sys;
-- becomes
CREATE EXTENSION hstore;
CREATE TABLE spatial_ref_sys (id int PRIMARY KEY);
ALTER EXTENSION hstore ADD TABLE spatial_ref_sys;
