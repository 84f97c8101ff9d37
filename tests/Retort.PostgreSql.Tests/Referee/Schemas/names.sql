-- Names that need quotes, in several schemas that refer to each other.
CREATE SCHEMA "my.schema";
CREATE SCHEMA "Ümläut 世界";
CREATE SCHEMA other;
CREATE TYPE "my.schema"."enum.type" AS ENUM ('a.b', 'c"d');
CREATE TYPE other.same AS ENUM ('other');
CREATE TYPE same AS ENUM ('public');
CREATE DOMAIN "Ümläut 世界"."select" AS integer CHECK (VALUE > 0);
CREATE SEQUENCE "my.schema"."seq""quote";
CREATE FUNCTION "my.schema"."Fn.x"("Arg.1" integer, "order" text DEFAULT 'a''b') RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT $1 $$;
CREATE TABLE "my.schema"."a.b" (
    "select" bigint DEFAULT nextval('"my.schema"."seq""quote"'), "From" "my.schema"."enum.type" DEFAULT 'a.b', "with space" text, "quote""d" text, "Ünï" "Ümläut 世界"."select", "user" text DEFAULT CURRENT_USER,
    "a_name_that_is_exactly_sixty_three_bytes_long_as_the_server_cut" integer,
    CONSTRAINT "a.b.key" PRIMARY KEY ("select"), CONSTRAINT "the "" check" CHECK ("with space" <> "quote""d"), UNIQUE ("From", "with space")
);
COMMENT ON COLUMN "my.schema"."a.b"."quote""d" IS E'Two\nlines, a tab\t and a \\ backslash';
CREATE INDEX "Index.1" ON "my.schema"."a.b" ("my.schema"."Fn.x"("select"::integer), lower("with space")) WHERE "From" = 'c"d';
CREATE TABLE "Ümläut 世界"."a.b" (id bigint REFERENCES "my.schema"."a.b", kind other.same, same same, CONSTRAINT "🐘" CHECK (kind = 'other' AND same = 'public'));
CREATE TABLE "group" ("order" integer PRIMARY KEY, "table" same[] DEFAULT '{public}', "limit" other.same DEFAULT 'other'::other.same);
CREATE TABLE other."group" ("order" integer REFERENCES "group" ("order"), "x y" integer REFERENCES public."group");
CREATE VIEW "my.schema"."View 1" AS SELECT g."order" AS "my order", o."x y", 'a.b'::"my.schema"."enum.type" AS "select" FROM "group" g JOIN other."group" o USING ("order");
CREATE VIEW "view" AS SELECT * FROM "my.schema"."View 1" v WHERE v."my order" > 0;
CREATE FUNCTION "trigger fn"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TRIGGER "Trig""ger" BEFORE UPDATE OF "with space" ON "my.schema"."a.b" FOR EACH ROW WHEN (old."From" <> new."From") EXECUTE FUNCTION "trigger fn"('x.y');
CREATE RULE "Rule.1" AS ON DELETE TO other."group" DO INSTEAD NOTHING;
CREATE POLICY "Policy.1" ON "Ümläut 世界"."a.b" TO "referee reader" USING (same <> 'public'::same);
CREATE STATISTICS "my.schema"."Stat.1" ON "From", "with space" FROM "my.schema"."a.b";
CREATE PUBLICATION "Pub.1" FOR TABLE "my.schema"."a.b" ("select", "with space"), other."group";
CREATE COLLATION "my.schema"."Coll.1" (locale = 'C');
CREATE AGGREGATE "my.schema"."Agg.1"("my.schema"."enum.type") (SFUNC = enum_larger, STYPE = "my.schema"."enum.type");
CREATE TABLE collated (a text COLLATE "my.schema"."Coll.1");
CREATE INDEX "Collated.1" ON collated (a COLLATE "my.schema"."Coll.1" DESC);
CREATE MATERIALIZED VIEW "Ümläut 世界"."Mat.1" AS SELECT "my.schema"."Fn.x"(1) AS "Col.1";
CREATE UNIQUE INDEX "Mat.1.key" ON "Ümläut 世界"."Mat.1" ("Col.1");
GRANT SELECT ("with space") ON "my.schema"."a.b" TO "referee reader";
GRANT USAGE ON SCHEMA "Ümläut 世界" TO "referee reader";
CREATE TABLE other.parted ("Key.1" text, n integer) PARTITION BY LIST ("Key.1");
CREATE TABLE "my.schema"."parted.1" PARTITION OF other.parted FOR VALUES IN ('x.y', 'it''s');
CREATE TABLE other.heir ("own.1" integer) INHERITS ("group", other."group");
