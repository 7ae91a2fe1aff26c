type AssumedRole = { accessKeyId: string; secretAccessKey: string; sessionToken: string; endsAt: number };

/** Codes of AWS that we repeat; any other word of an answer stays unsaid. */
const CODES = new Set([
  "AccessDenied",
  "ExpiredToken",
  "ExpiredTokenException",
  "IDPCommunicationError",
  "IncompleteSignature",
  "InvalidClientTokenId",
  "MalformedPolicyDocument",
  "PackedPolicyTooLarge",
  "RegionDisabledException",
  "RequestExpired",
  "SignatureDoesNotMatch",
  "Throttling",
  "ValidationError",
]);

/**
 * Reads AssumeRole's answer. Four elements out of a known answer need no XML parser, and none means nothing that
 * expands or fetches: a declaration, comment, CDATA section or entity makes the answer unusable, and so does an
 * element that is there twice. @returns null for what cannot be used
 */
export function readAssumedRole(xml: string): AssumedRole | null {
  if (/<!|&/.test(xml) || !/<AssumeRoleResponse[\s>]/.test(xml)) return null;
  const accessKeyId = element(xml, "AccessKeyId", /^\w{16,128}$/);
  const secretAccessKey = element(xml, "SecretAccessKey", /^[\w+/=]{16,256}$/);
  const sessionToken = element(xml, "SessionToken", /^[\w+/=-]{1,16384}$/);
  const expiration = element(xml, "Expiration", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/);
  const endsAt = Date.parse(expiration ?? "");
  if (accessKeyId === null || secretAccessKey === null || sessionToken === null || Number.isNaN(endsAt))
    return null;
  return { accessKeyId, secretAccessKey, sessionToken, endsAt };
}

/** The code of a refusal, if it is one we know. */
export function readErrorCode(xml: string): string | null {
  const code = element(xml, "Code", /^\w{1,64}$/);
  return code !== null && CODES.has(code) ? code : null;
}

function element(xml: string, name: string, form: RegExp): string | null {
  const open = `<${name}>`;
  const from = xml.indexOf(open);
  if (from < 0 || xml.indexOf(open, from + 1) >= 0) return null;
  const to = xml.indexOf(`</${name}>`, from);
  if (to < 0) return null;
  const text = xml.slice(from + open.length, to).trim();
  return form.test(text) ? text : null;
}
