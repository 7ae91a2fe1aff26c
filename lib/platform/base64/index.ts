/**
 * The bytes of a text in base64 (RFC 4648, section 4); null where it is not how they are written: the last letter may have
 * bits that mean nothing, and Node passes over what is no letter, so that many texts would be the same bytes.
 */
export function exactBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : null;
}
