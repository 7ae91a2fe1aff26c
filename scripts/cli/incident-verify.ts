import type { KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { verifyReport } from "../../lib/incidents";
import { policyKeyId, readPublicKey } from "../../lib/platform/secrets";
import { trustedKeys } from "../../lib/revisions";
import { CommandError } from "./command-error";

/**
 * `agentgate incident verify FILE`: whether a report is exactly what somebody with a trusted key exported. Reads the
 * file and the keys, nothing else. @returns 0 where it is, 1 where it isn't
 */
export async function incidentVerify(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { key: { type: "string", multiple: true } },
  });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1)
    throw new CommandError("Name one file: incident verify FILE");
  const text = await readFile(file, "utf8").catch(() => {
    throw new CommandError(`${file} cannot be read.`);
  });
  const verified = verifyReport(text, values.key ? keysOf(values.key) : trustedKeys());
  if (!verified.ok) {
    process.stdout.write(`NOT VERIFIED: ${verified.why}\n`);
    return 1;
  }
  const { ref, exportedAt, exportedBy, keyId } = verified.manifest;
  process.stdout.write(
    `Verified: ${ref}, exported ${exportedAt} by ${JSON.stringify(exportedBy)}, signed with the key ${keyId}.\n`,
  );
  return 0;
}

function keysOf(texts: readonly string[]): ReadonlyMap<string, KeyObject> {
  return new Map(
    texts.map((text) => {
      try {
        const key = readPublicKey(text);
        return [policyKeyId(key), key];
      } catch (error) {
        throw new CommandError(`--key ${error instanceof Error ? error.message : "cannot be read"}.`);
      }
    }),
  );
}
