import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { checkPolicy, DEFAULT_COVERAGE_FLOOR, EMPTY_CATALOG, parseCatalog } from "../lib/policy";
import { CommandError } from "./cli/command-error";
import { type CheckedFiles, formatJson, formatSarif, formatText } from "./policy-cli-format";

const FORMATS = { text: formatText, json: formatJson, sarif: formatSarif } as const;

/**
 * `agentgate policy check`: the quality gates of the product, for a terminal or CI. Without a catalog nothing is
 * known of capabilities, and each test brings their facts. @returns 0 or 1 @throws CommandError, DomainError
 */
export async function policyCheck(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      tests: { type: "string" },
      catalog: { type: "string" },
      format: { type: "string", default: "text" },
      coverage: { type: "string", default: String(DEFAULT_COVERAGE_FLOOR) },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new CommandError("Name one policy: agentgate policy check FILE.");
  const { format } = values;
  if (!isFormat(format))
    throw new CommandError(`There is no format ${format}. Known are ${Object.keys(FORMATS).join(", ")}.`);
  const document = await read(file);
  const tests = values.tests ?? file.replace(/\.ya?ml$/, "") + ".tests.yaml";
  const report = checkPolicy({
    document,
    tests: await read(tests, values.tests === undefined ? "" : undefined),
    catalog: values.catalog === undefined ? EMPTY_CATALOG : await readCatalog(values.catalog),
    coverageFloor: coverageFloor(values.coverage),
  });
  const files: CheckedFiles = { document: file, tests };
  const colour = process.stdout.isTTY && process.stdout.hasColors();
  process.stdout.write(`${FORMATS[format](report, files, colour)}\n`);
  return report.ok ? 0 : 1;
}

function isFormat(format: string): format is keyof typeof FORMATS {
  return Object.hasOwn(FORMATS, format);
}

function coverageFloor(text: string): number {
  const floor = Number(text);
  if (text.trim() === "" || !(floor >= 0 && floor <= 100))
    throw new CommandError("--coverage has to be a number from 0 to 100.");
  return floor;
}

async function readCatalog(file: string) {
  const text = await read(file);
  try {
    return parseCatalog(text);
  } catch (error) {
    throw new CommandError(`${file}: ${error instanceof Error ? error.message : "it is not valid."}`);
  }
}

/** A file's text; `missing` is the answer for one that isn't there, where that is no fault. */
async function read(file: string, missing?: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ENOENT" && missing !== undefined) return missing;
    const why = code === "ENOENT" ? "There is no such file." : `It can't be read (${code}).`;
    throw new CommandError(`${file}: ${why}`);
  }
}
