import { randomUUID } from "node:crypto";
import type { Answer, Sent } from "./http";

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** The same request about things that are nowhere: each id exchanged for one that nobody has. */
export function asOfNothing(sent: Sent, ids: readonly string[]): { sent: Sent } {
  const others = new Map(ids.map((id) => [id, id.replace(UUID, randomUUID())]));
  const exchange = (text: string) =>
    [...others].reduce((changed, [id, other]) => changed.replaceAll(id, other), text);
  return {
    sent: {
      ...sent,
      path: exchange(sent.path),
      ...(sent.body === undefined ? {} : { body: exchange(sent.body) }),
    },
  };
}

/** Whether two answers say the same, apart from ids and times of their own. */
export function sameSaid(one: Answer, other: Answer): boolean {
  const plain = ({ status, body }: Answer) =>
    `${status} ${body.replace(UUID, "ID").replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")}`;
  return plain(one) === plain(other);
}
