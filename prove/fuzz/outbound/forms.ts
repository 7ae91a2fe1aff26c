import type { Random } from "../../random";

/** IPv4 addresses that nobody outside may be reached at through us, one or more of each special range. */
export const PRIVATE_V4: readonly string[] = [
  ...[
    "127.0.0.1",
    "127.0.0.2",
    "127.1.2.3",
    "127.255.255.254",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
  ],
  ...["172.16.0.1", "172.31.255.254", "192.168.0.1", "192.168.255.254", "169.254.169.254", "169.254.0.1"],
  ...["100.64.0.1", "100.127.255.254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "192.0.0.1"],
  ...[
    "192.0.2.1",
    "198.51.100.1",
    "203.0.113.1",
    "198.18.0.1",
    "198.19.255.254",
    "224.0.0.1",
    "239.255.255.250",
  ],
  ...["240.0.0.1", "255.255.255.255", "192.88.99.1"],
];

export const PRIVATE_V6: readonly string[] = [
  ...[
    "::1",
    "::",
    "fe80::1",
    "febf::1",
    "fc00::1",
    "fd00::1",
    "fdff:ffff::1",
    "fd00:ec2::254",
    "ff02::1",
    "ff0e::1",
  ],
  ...["fec0::1", "2001:db8::1", "100::1", "2001:10::1", "3ffe::1", "5f00::1", "4000::1"],
];

const NAMES = ["localhost", "LOCALHOST", "localhost.", "LocalHost", "localhost.localdomain", "ip6-localhost"];

function bytesOf(v4: string): [number, number, number, number] {
  return v4.split(".").map(Number) as [number, number, number, number];
}

/** Every way of writing an IPv4 address that some reader of URLs takes. */
function spellingsOfV4(v4: string): string[] {
  const [a, b, c, d] = bytesOf(v4);
  const number = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  const hex = (n: number, width = 0) => n.toString(16).padStart(width, "0");
  const octal = (n: number) => `0${n.toString(8)}`;
  const parts = [a, b, c, d];
  return [
    v4,
    `${v4}.`,
    String(number),
    `0x${hex(number)}`,
    `0X${hex(number).toUpperCase()}`,
    octal(number),
    `00${octal(number)}`,
    parts.map((it) => `0x${hex(it)}`).join("."),
    parts.map(octal).join("."),
    `${octal(a)}.${b}.0x${hex(c)}.${d}`,
    `${a}.${(b << 16) | (c << 8) | d}`,
    `${a}.${b}.${(c << 8) | d}`,
    `0x${hex(a)}.${(b << 16) | (c << 8) | d}`,
    `${a}.${b}.${c}.${d + 256}`,
    String(number + 2 ** 32),
    encodeURIComponent(v4).replaceAll(".", "%2e"),
    parts.map((it) => [...String(it)].map((digit) => `%3${digit}`).join("")).join("."),
    v4.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    v4.replace(/\d/g, (digit) => "⓪①②③④⑤⑥⑦⑧⑨"[Number(digit)] ?? digit),
    v4.replace(/\d/g, (digit) => String.fromCodePoint(0x1d7d8 + Number(digit))),
    v4.replaceAll(".", "。"),
    v4.replaceAll(".", "．"),
    v4.replaceAll(".", "｡"),
    v4.replace(".", ".\u00ad"),
  ];
}

/** Every way in which an IPv6 address stands for an IPv4 one. */
function wrappingsOfV4(v4: string): string[] {
  const [a, b, c, d] = bytesOf(v4);
  const group = (high: number, low: number) => ((high << 8) | low).toString(16);
  const [high, low] = [group(a, b), group(c, d)];
  const [flippedHigh, flippedLow] = [group(a ^ 255, b ^ 255), group(c ^ 255, d ^ 255)];
  const long = (text: string) => text.padStart(4, "0");
  return [
    `::ffff:${v4}`,
    `::ffff:${high}:${low}`,
    `::FFFF:${high.toUpperCase()}:${low}`,
    `0:0:0:0:0:ffff:${v4}`,
    `0000:0000:0000:0000:0000:ffff:${long(high)}:${long(low)}`,
    `::${v4}`,
    `::${high}:${low}`,
    `::ffff:0:${high}:${low}`,
    `64:ff9b::${v4}`,
    `64:ff9b::${high}:${low}`,
    `64:ff9b:1::${high}:${low}`,
    `64:ff9b:1:${high}:${group(0, c)}:${group(d, 0)}::`,
    `2002:${high}:${low}::`,
    `2002:${high}:${low}::1`,
    `2001:0:${high}:${low}::`,
    `2001:0:4136:e378:8000:63bf:${flippedHigh}:${flippedLow}`,
  ].map((v6) => `[${v6}]`);
}

function spellingsOfV6(v6: string): string[] {
  const { hostname } = new URL(`http://[${v6}]`);
  return [`[${v6}]`, `[${v6.toUpperCase()}]`, hostname, `[${v6}%25lo]`, `[${v6}%lo]`, `[${v6}%251]`];
}

/** Around a host: what misleads who reads the address in pieces. */
const AROUND: readonly ((host: string, port: number) => string)[] = [
  (host, port) => `http://${host}:${port}/`,
  (host, port) => `https://${host}:${port}/`,
  (host, port) => `http://example.com@${host}:${port}/`,
  (host, port) => `http://user:password@${host}:${port}/`,
  (host, port) => `http://${host}:${port}\\@example.com/`,
  (host, port) => `http://${host}:${port}#@example.com/`,
  (host, port) => `http://${host}:${port}?@example.com/`,
  (host, port) => `http:\\\\${host}:${port}\\`,
  (host, port) => `http:/${host}:${port}/`,
  (host, port) => `http:${host}:${port}/`,
  (host, port) => `HTTP://${host}:${port}//example.com`,
  (host, port) => ` http://${host}:${port}/ `,
  (host, port) => `ht\ntp://${host}:${port}/`,
  (host, port) => `http://${host}:0${port}/`,
];

/** All spellings of all private hosts. */
export function hosts(): string[] {
  return [
    ...PRIVATE_V4.flatMap((v4) => [...spellingsOfV4(v4), ...wrappingsOfV4(v4)]),
    ...PRIVATE_V6.flatMap(spellingsOfV6),
    ...NAMES,
    ...[
      "0",
      "00",
      "0x0",
      "127.1",
      "127.0.1",
      "0x7f.1",
      "0177.1",
      "10.1",
      "192.168.1",
      "017700000001",
      "[::]",
    ],
  ];
}

/** So many addresses: the plain ones of loopback first, the rest by chance. */
export function urls(count: number, port: number, random: Random): string[] {
  const all = hosts();
  const plain = all.slice(0, 41).map((host) => AROUND[0]!(host, port));
  const more = Array.from({ length: Math.max(0, count - plain.length) }, () =>
    random.pick(AROUND)(random.pick(all), port),
  );
  return [...plain, ...more].slice(0, count);
}
