const RULE = /^\s*-?\s+id:\s*["']?([A-Za-z0-9][\w.-]{0,63})["']?\s*(?:#.*)?$/;
const NEW_RULE = /^\s*-\s/;

/**
 * The ids of a policy's rules with the line (1-based) each stands on, read from the text as it is written: good
 * enough to name rules by, also where the text is no policy at the moment.
 */
export function ruleIdsOf(document: string): { id: string; line: number }[] {
  let start = 1;
  return document.split("\n").flatMap((text, index) => {
    if (NEW_RULE.test(text)) start = index + 1;
    const id = RULE.exec(text)?.[1];
    return id === undefined ? [] : [{ id, line: start }];
  });
}
