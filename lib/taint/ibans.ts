/** How long an IBAN is, by its country. */
const LENGTHS =
  "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 " +
  "FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 " +
  "LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 " +
  "ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20";
const LENGTH_OF = new Map(LENGTHS.split(" ").map((one) => [one.slice(0, 2), Number(one.slice(2))]));
/** Groups of four may stand apart. Each place is looked at once, and for no more than the longest there is. */
const CANDIDATE = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,28}/g;

/** Whether a text holds an IBAN of a country that has them, with its check digits right (ISO 7064, mod 97). */
export function holdsIban(text: string): boolean {
  for (const [candidate] of text.matchAll(CANDIDATE)) {
    const length = LENGTH_OF.get(candidate.slice(0, 2));
    const iban = candidate.replaceAll(" ", "").slice(0, length);
    if (length !== undefined && iban.length === length && mod97(iban) === 1) return true;
  }
  return false;
}

function mod97(iban: string): number {
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}
