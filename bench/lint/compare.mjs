// Asks Retort and squawk about each statement of a test file, and prints what they found as tables.
//   node compare.mjs TEST.cs FOLDER [WORDS]      FOLDER has retort/retort and node_modules/.bin/squawk
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [testFile, folder, words = ""] = process.argv.slice(2);
const test = readFileSync(testFile, "utf8");
const schema = /string Shop = """\n([\s\S]*?)\n\s*""";/.exec(test)[1];
const statements = text => [...text.matchAll(/\[InlineData\("((?:[^"\\]|\\.)*)"(?:, "([^"]*)")?/g)]
    .map(match => ({ sql: JSON.parse(`"${match[1]}"`), rule: match[2] })).filter(item => item.sql.includes(words));
const [riskyText, safeText] = test.split("A_risky_one_is_found_with_its_lock");

// What squawk says of nearly every statement is none of its business here, as a runner sets the timeouts; and what is matter of taste is no alarm.
const isGeneric = rule => ["require-lock-timeout", "require-statement-timeout", "require-timeout-settings"].includes(rule) || rule.startsWith("prefer-");

function run(program, args, cwd) {
    try {
        return execFileSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    } catch (error) {
        if (!error.stdout) throw error;
        return error.stdout;
    }
}

function askRetort(sql) {
    const project = join(folder, "project");
    mkdirSync(join(project, "versions"), { recursive: true });
    writeFileSync(join(project, "retort.json"), '{ "url": "postgresql://localhost/shop" }');
    writeFileSync(join(project, "versions", "1.sql"), `-- revision: aa1\n-- upgrade\n${schema};\n`);
    writeFileSync(join(project, "versions", "2.sql"), `-- revision: aa2\n-- revises: aa1\n-- upgrade\n${sql};\n`);
    const { findings } = JSON.parse(run(join(folder, "retort", "retort"), ["lint", "--upgrade", "--json"], project));
    return [...new Set(findings.filter(finding => finding.revision === "aa2").map(finding => finding.rule))];
}

function askSquawk(statements) {
    const files = statements.map(({ sql }, index) => {
        const file = join(folder, `${index}.sql`);
        writeFileSync(file, `${sql};\n`);
        return file;
    });
    const found = JSON.parse(run(join(folder, "node_modules", ".bin", "squawk"), ["--reporter=json", "--pg-version=18.0", "--assume-in-transaction", ...files]) || "[]");
    return files.map(file => [...new Set(found.filter(finding => finding.file === file).map(finding => finding.rule_name))].filter(rule => !isGeneric(rule)));
}

const cell = text => text.replaceAll("|", "\\|");
function table(title, items, isRisky) {
    const heard = askSquawk(items);
    const rows = items.map(({ sql, rule }, index) => {
        const retort = askRetort(sql), squawk = heard[index];
        return { sql, retort, squawk, isFound: retort.includes(rule), isHeard: squawk.length > 0 };
    });
    const say = (isTold, told) => (isTold ? (isRisky ? told.join(", ") : `**false alarm**: ${told.join(", ")}`) : isRisky ? "**silent**" : "silent");
    console.log(`| ${title} | Retort | squawk |\n|---|---|---|`);
    for (const row of rows)
        console.log(`| \`${cell(row.sql)}\` | ${say(isRisky ? row.isFound : row.retort.length > 0, row.retort)} | ${say(row.isHeard, row.squawk)} |`);
    const retort = rows.filter(row => (isRisky ? row.isFound : row.retort.length > 0)).length, squawk = rows.filter(row => row.isHeard).length;
    console.log(`| **of ${rows.length}: ${isRisky ? "found" : "false alarms"}** | **${retort}** | **${squawk}** |\n`);
}

console.log(`Retort ${run(join(folder, "retort", "retort"), ["--version"]).split("+")[0].trim()}, ${run(join(folder, "node_modules", ".bin", "squawk"), ["--version"]).trim()}.\n`);
table("risky statement", statements(riskyText), true);
table("safe statement", statements(safeText), false);
