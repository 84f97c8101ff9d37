// Writes into a file, as drizzle-kit prints its own progress, the statements with which drizzle-kit would make a database like a schema that it wrote itself from another one.
import { pushSchema } from "drizzle-kit/api";
import { drizzle } from "drizzle-orm/node-postgres";
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [url, schema, found] = process.argv.slice(2);
const database = drizzle(url);
const { statementsToExecute } = await pushSchema(await import(pathToFileURL(schema).href), database as never, ["public"]);
writeFileSync(found, statementsToExecute.join("\n"));
process.exit(0);
