import { createPrivateKey, X509Certificate } from "node:crypto";
import type { CertificateFacts } from "../types";

const BLOCK = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** What a certificate says of itself; of a chain, the first one. Null where it cannot be read. */
export function certificateFacts(pem: string): CertificateFacts | null {
  const [certificate] = certificatesOf(pem) ?? [];
  if (!certificate) return null;
  const { subject, issuer, fingerprint256 } = certificate;
  const oneLine = (text: string) => text.replaceAll("\n", ", ");
  const validTo = validToOf(certificate).toISOString();
  return { subject: oneLine(subject), issuer: oneLine(issuer), validTo, fingerprint256, pem };
}

/** Why a client certificate cannot be used; null where it can. */
export function certificateFault(pem: string, now: Date): string | null {
  const [certificate] = certificatesOf(pem) ?? [];
  if (!certificate) return NOT_PEM;
  const validTo = validToOf(certificate);
  return validTo > now ? null : `This certificate expired on ${day(validTo)}.`;
}

/** Why roots cannot be trusted with; null where they can. One that expired among others does no harm. */
export function rootsFault(pem: string, now: Date): string | null {
  const roots = certificatesOf(pem);
  if (!roots) return NOT_PEM;
  if (roots.some((root) => validToOf(root) > now)) return null;
  const last = new Date(Math.max(...roots.map((root) => validToOf(root).getTime())));
  return `No certificate in here is valid any more; the last one expired on ${day(last)}.`;
}

/** Why a private key does not go with a certificate; null where it does. Quotes nothing of the key. */
export function keyFault(certificate: string, key: string): string | null {
  const [first] = certificatesOf(certificate) ?? [];
  if (!first) return "The certificate that this key is for is not usable.";
  try {
    if (first.checkPrivateKey(createPrivateKey(key))) return null;
    return "This key is not the one that the certificate was made for.";
  } catch {
    return "This is not a private key in PEM. A key with a passphrase has to be decrypted first.";
  }
}

const NOT_PEM = "This is not a certificate in PEM.";
const day = (at: Date) => at.toISOString().slice(0, 10);
const validToOf = (certificate: X509Certificate) => new Date(certificate.validTo);

/** Null where there is none, or one that cannot be read. */
function certificatesOf(pem: string): [X509Certificate, ...X509Certificate[]] | null {
  try {
    const [first, ...more] = (pem.match(BLOCK) ?? []).map((block) => new X509Certificate(block));
    return first ? [first, ...more] : null;
  } catch {
    return null;
  }
}
