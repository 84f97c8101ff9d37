-- Database: extension
-- becomes
CREATE EXTENSION hstore;
