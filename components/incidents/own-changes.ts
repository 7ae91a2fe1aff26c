import type { Action, IncidentActions } from "./actions";

type Versioned = { id: string; version: number };

/**
 * Lets a person's own changes follow one another: each waits for the one before, and is sent with the version that those
 * before it made of what the person saw. What somebody else made of it is not among them, so that stays a conflict.
 */
export function inTurn(actions: IncidentActions): IncidentActions {
  const made = new Map<string, number>();
  const newest = ({ id, version }: Versioned): number => {
    const next = made.get(`${id} ${version}`);
    return next === undefined ? version : newest({ id, version: next });
  };
  let last: Promise<unknown> = Promise.resolve();
  const own =
    <Input extends Versioned>(send: Action<Input>): Action<Input> =>
    (input) => {
      const answer = last.then(async () => {
        const version = newest(input);
        const result = await send({ ...input, version });
        if (result.ok) made.set(`${input.id} ${version}`, result.data.version);
        return result;
      });
      last = answer.catch(() => undefined);
      return answer;
    };
  return {
    ...actions,
    setStatus: own(actions.setStatus),
    setSeverity: own(actions.setSeverity),
    rename: own(actions.rename),
    setPerson: own(actions.setPerson),
  };
}
