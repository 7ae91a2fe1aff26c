import { DomainError } from "../lib/platform/errors";
import { CommandError } from "../scripts/cli/command-error";
import { COMMANDS } from "./commands";

const USAGE = 2;

/** Runs one command of `npx agentgate`. @returns the exit code: 0, 1 for findings or a failure, 2 for wrong usage */
export async function main(argv: readonly string[]): Promise<number> {
  const words = argv.filter((word) => !word.startsWith("-"));
  const command = COMMANDS.find(({ name }) => name.split(" ").every((word, n) => words[n] === word));
  if (!command) {
    const wanted = argv.length === 0 || argv[0] === "help" || argv[0] === "--help" || argv[0] === "-h";
    const text = `Usage:\n\n${COMMANDS.map(({ usage }) => usage).join("\n\n")}\n`;
    if (wanted) process.stdout.write(text);
    else process.stderr.write(`There is no command "${argv.join(" ").slice(0, 100)}".\n\n${text}`);
    return wanted ? 0 : USAGE;
  }
  if (argv.includes("--help") || argv.includes("-h")) {
    process.stdout.write(`${command.usage}\n`);
    return 0;
  }
  try {
    const run = await command.load();
    return await run(argv.slice(command.name.split(" ").length));
  } catch (error) {
    const expected = isUsage(error) || error instanceof DomainError;
    if (!expected) throw error;
    process.stderr.write(`${error.message}\n`);
    return isUsage(error) ? USAGE : 1;
  }
}

/** Wrong options, as util.parseArgs reports them, and what a command itself refuses to start with. */
function isUsage(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return code.startsWith("ERR_PARSE_ARGS_") || error instanceof CommandError;
}
