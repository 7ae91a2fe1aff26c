import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import type { Lookup } from "../../../lib/outbound";

/** What a name is: addresses, or another name. */
export type DnsAnswer = { a: readonly string[] } | { aaaa: readonly string[] } | { cname: string };

export type DnsServer = { address: string; asked: () => number; close: () => void };

const TYPE = { a: 1, cname: 5, aaaa: 28 } as const;
const IN = 1;
/** Nobody may keep an answer: the next question gets another. */
const TTL = 0;

/** A name server on loopback that answers as it is told to, each question anew. */
export async function startDns(
  answer: (name: string, nth: number) => readonly DnsAnswer[],
): Promise<DnsServer> {
  const socket = createSocket("udp4");
  const times = new Map<string, number>();
  let asked = 0;
  socket.on("message", (query, from) => {
    asked++;
    const question = questionIn(query);
    if (!question) return;
    const { name, type, end } = question;
    const key = `${name} ${type}`;
    const nth = (times.get(key) ?? 0) + 1;
    times.set(key, nth);
    const records = answer(name, nth).flatMap((one) => recordsFor(one, type));
    socket.send(answerTo(query.subarray(0, end), records), from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  return { address: `127.0.0.1:${port}`, asked: () => asked, close: () => socket.close() };
}

/** Asks that server, for addresses of both families. */
export function lookupBy({ address }: DnsServer): Lookup {
  const resolver = new Resolver();
  resolver.setServers([address]);
  return async (name) => {
    const none = (): string[] => [];
    const [a, aaaa] = await Promise.all([
      resolver.resolve4(name).catch(none),
      resolver.resolve6(name).catch(none),
    ]);
    if (a.length + aaaa.length === 0) throw Object.assign(new Error("no address"), { code: "ENOTFOUND" });
    return [...a, ...aaaa];
  };
}

type Question = { name: string; type: number; end: number };

/** RFC 1035 §4.1.2: labels with their lengths, an empty one, type and class. */
export function questionIn(query: Buffer): Question | null {
  const labels: string[] = [];
  let at = 12;
  for (let size = query[at]; size !== undefined && size > 0; size = query[at]) {
    labels.push(query.toString("latin1", at + 1, at + 1 + size).toLowerCase());
    at += 1 + size;
  }
  if (query.length < at + 5) return null;
  return { name: labels.join("."), type: query.readUInt16BE(at + 1), end: at + 5 };
}

type Resource = { type: number; data: Buffer };

function recordsFor(one: DnsAnswer, asked: number): Resource[] {
  if ("cname" in one) return [{ type: TYPE.cname, data: encoded(one.cname) }];
  if ("a" in one) return asked === TYPE.a ? one.a.map((it) => ({ type: TYPE.a, data: v4(it) })) : [];
  return asked === TYPE.aaaa ? one.aaaa.map((it) => ({ type: TYPE.aaaa, data: v6(it) })) : [];
}

function answerTo(question: Buffer, records: readonly Resource[]): Buffer {
  const head = Buffer.from(question);
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(records.length, 6);
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, ...records.map(written)]);
}

function written({ type, data }: Resource): Buffer {
  const fixed = Buffer.alloc(12);
  // Its name is that of the question, which begins at byte 12.
  fixed.writeUInt16BE(0xc00c, 0);
  fixed.writeUInt16BE(type, 2);
  fixed.writeUInt16BE(IN, 4);
  fixed.writeUInt32BE(TTL, 6);
  fixed.writeUInt16BE(data.length, 10);
  return Buffer.concat([fixed, data]);
}

function encoded(name: string): Buffer {
  const labels = name.split(".").map((it) => Buffer.concat([Buffer.from([it.length]), Buffer.from(it)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}

function v4(text: string): Buffer {
  return Buffer.from(text.split(".").map(Number));
}

function v6(text: string): Buffer {
  const { hostname } = new URL(`http://[${text}]`);
  const [head = "", tail] = hostname.slice(1, -1).split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const [front, back] = [groups(head), groups(tail ?? "")];
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => "0");
  return Buffer.from([...front, ...zeros, ...back].map((it) => it.padStart(4, "0")).join(""), "hex");
}
