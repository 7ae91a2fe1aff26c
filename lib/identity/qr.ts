import { encode } from "uqr";
import type { Enrolment } from "./types";

/** Four light units around it, which the standard asks for. */
const BORDER = 4;

/** A text as a QR code: one run of dark squares after the other. */
export function qrOf(text: string): Enrolment["qr"] {
  const { size, data } = encode(text, { ecc: "M", border: BORDER });
  const runs = data.flatMap((row, y) =>
    [...runsOf(row)].map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`),
  );
  return { size, path: runs.join("") };
}

function* runsOf(row: readonly boolean[]): Generator<[start: number, length: number]> {
  for (let x = 0; x < row.length; x++) {
    if (!row[x]) continue;
    const start = x;
    while (row[x]) x++;
    yield [start, x - start];
  }
}
