import { generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { isIPv4 } from "node:net";

/** PEM texts. */
export type Pair = { certificate: string; key: string };

export type Authority = {
  /** PEM of the root. */
  certificate: string;
  /** A certificate for names and IPv4 addresses, for a server or for a client. */
  issue: (...names: string[]) => Pair;
};

/** A certificate authority of a test's own, good for a day. Made by hand, so that no openssl has to be installed. */
export function makeAuthority(name = "Test root"): Authority {
  const root = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const certificate = certify({
    name,
    issuer: name,
    key: root.publicKey,
    signer: root.privateKey,
    names: [],
  });
  const issue = (...names: string[]): Pair => {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const subject = names[0] ?? "test";
    return {
      certificate: certify({ name: subject, issuer: name, key: publicKey, signer: root.privateKey, names }),
      key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    };
  };
  return { certificate, issue };
}

type Wanted = { name: string; issuer: string; key: KeyObject; signer: KeyObject; names: readonly string[] };

/** X.509 version 3 (RFC 5280), signed with ECDSA and SHA-256. Without names: an authority's own. */
function certify({ name, issuer, key, signer, names }: Wanted): string {
  const algorithm = sequence(objectId(ECDSA_SHA256));
  const body = sequence(
    der(0xa0, integer(2)),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    named(issuer),
    sequence(time(-60), time(24 * 3600)),
    named(name),
    key.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(names.length === 0 ? authority() : alternatives(names))),
  );
  const bytes = sequence(body, algorithm, bits(sign("sha256", body, signer)));
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

const ECDSA_SHA256 = "2a8648ce3d040302";
const COMMON_NAME = "550403";
const BASIC_CONSTRAINTS = "551d13";
const SUBJECT_ALT_NAME = "551d11";

function authority(): Buffer {
  return sequence(
    objectId(BASIC_CONSTRAINTS),
    der(0x01, Buffer.from([0xff])),
    octets(sequence(der(0x01, Buffer.from([0xff])))),
  );
}

function alternatives(names: readonly string[]): Buffer {
  const each = names.map((name) =>
    isIPv4(name) ? der(0x87, Buffer.from(name.split(".").map(Number))) : der(0x82, Buffer.from(name)),
  );
  return sequence(objectId(SUBJECT_ALT_NAME), octets(sequence(...each)));
}

function named(name: string): Buffer {
  return sequence(der(0x31, sequence(objectId(COMMON_NAME), der(0x0c, Buffer.from(name)))));
}

function time(seconds: number): Buffer {
  const text = new Date(Date.now() + seconds * 1000).toISOString().replace(/[-:T]|\.\d+/g, "");
  return der(0x18, Buffer.from(text));
}

const sequence = (...parts: Buffer[]) => der(0x30, Buffer.concat(parts));
const integer = (value: number) => der(0x02, Buffer.from([value]));
const objectId = (hex: string) => der(0x06, Buffer.from(hex, "hex"));
const octets = (content: Buffer) => der(0x04, content);
const bits = (content: Buffer) => der(0x03, Buffer.concat([Buffer.from([0]), content]));

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
