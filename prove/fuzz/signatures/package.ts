import { sign } from "node:crypto";
import { DomainError } from "../../../lib/platform/errors";
import { newId } from "../../../lib/platform/ids";
import { canonical, sha256 } from "../../../lib/platform/json";
import { rawPublicKey } from "../../../lib/platform/secrets";
import { policyHash } from "../../../lib/policy";
import { signingKey } from "../../../lib/revisions";
import { readPackage } from "../../../lib/revisions/package-read";
import { manifestBytes, PACKAGE_FORMAT } from "../../../lib/revisions/signing";
import { WORLD_POLICY } from "../../../tests/gateway-world";

/** A policy as it is exported and signed. */
export function packageText(): string {
  const { id: keyId, key } = signingKey();
  const [document, tests] = [WORLD_POLICY, ""];
  const manifest = {
    ...{ hash: policyHash(document), documentHash: sha256(document), testsHash: sha256(tests) },
    ...{ number: 7, title: "Fuzzed", tenant: newId(), signedAt: new Date().toISOString(), keyId },
  };
  const signature = sign(null, manifestBytes(manifest), key).toString("base64");
  const made = { format: PACKAGE_FORMAT, manifest, document, tests, publicKey: rawPublicKey(key), signature };
  return canonical(made);
}

/** Whether a tenant that takes only signed packages would take this text. What follows the end of a file is no part of it. */
export function takesPackage(text: string): boolean {
  try {
    readPackage(text, true);
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}
