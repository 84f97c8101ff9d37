-- revision: c27a94e1d8f6
-- revises: b81d5e6f0a34
-- created: 2026-02-25T10:05:00Z
-- message: Add tags

-- upgrade
CREATE TABLE "Tags" (
    "Id"   uuid NOT NULL,
    "Name" varchar(50) NOT NULL,
    CONSTRAINT "PK_Tags" PRIMARY KEY ("Id")
);
CREATE UNIQUE INDEX "IX_Tags_Name" ON "Tags" ("Name");

CREATE TABLE "TicketTags" (
    "TagId"    uuid NOT NULL,
    "TicketId" uuid NOT NULL,
    CONSTRAINT "PK_TicketTags" PRIMARY KEY ("TagId", "TicketId"),
    CONSTRAINT "FK_TicketTags_Tags_TagId" FOREIGN KEY ("TagId") REFERENCES "Tags" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_TicketTags_Tickets_TicketId" FOREIGN KEY ("TicketId") REFERENCES "Tickets" ("Id") ON DELETE CASCADE
);
CREATE INDEX "IX_TicketTags_TicketId" ON "TicketTags" ("TicketId");

-- downgrade
DROP TABLE "TicketTags";
DROP TABLE "Tags";
