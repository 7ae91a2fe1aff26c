/** Thirteen to nineteen digits, apart by one space or hyphen at most, and no digit on either side. */
const CANDIDATE = /(?<![\d.])\d(?:[ -]?\d){12,18}(?![\d.]\d|\d)/g;
/** How the numbers of issuers begin, with how long they are; anything else with a right checksum is chance. */
const ISSUED =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12,14}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:6011|64[4-9]\d|65\d\d|35\d\d)\d{12,15})$/;

/** Whether a text holds what is a payment card's number by its beginning, its length and its checksum (Luhn). */
export function holdsCardNumber(text: string): boolean {
  for (const [candidate] of text.matchAll(CANDIDATE)) {
    const digits = candidate.replace(/[ -]/g, "");
    if (lengthFits(digits) && ISSUED.test(digits) && luhn(digits)) return true;
  }
  return false;
}

/** The two-digit and the four-digit beginnings of one issuer both make sixteen digits. */
function lengthFits(digits: string): boolean {
  return !/^[25]/.test(digits) || digits.length === 16;
}

function luhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
