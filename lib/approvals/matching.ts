/** How far the groups of a step are filled, and who fills which: null where somebody was not needed. */
export type Matching = { filled: number[]; groupOf: (number | null)[] };

/**
 * Assigns people to the groups they can count for so that as many places as possible are filled, one person to
 * one place: a bipartite matching by augmenting paths. Whoever came earlier keeps a place, if not always in the same group.
 * @param quorums how many places each group has.
 * @param voters for each person, the indexes of the groups that they can count for.
 */
export function matchGroups(quorums: readonly number[], voters: readonly (readonly number[])[]): Matching {
  const placed: number[][] = quorums.map(() => []);
  const place = (voter: number, tried: Set<number>): boolean => {
    for (const group of voters[voter] ?? []) {
      const inGroup = placed[group];
      if (!inGroup || tried.has(group)) continue;
      tried.add(group);
      if (inGroup.length < (quorums[group] ?? 0)) {
        inGroup.push(voter);
        return true;
      }
      const movable = inGroup.findIndex((other) => place(other, tried));
      if (movable < 0) continue;
      inGroup[movable] = voter;
      return true;
    }
    return false;
  };
  voters.forEach((_, voter) => place(voter, new Set()));
  const groupOf = voters.map((_, voter) => {
    const group = placed.findIndex((inGroup) => inGroup.includes(voter));
    return group < 0 ? null : group;
  });
  return { filled: placed.map((inGroup) => inGroup.length), groupOf };
}

/** How many places are filled at best. */
export function placesFilled(quorums: readonly number[], voters: readonly (readonly number[])[]): number {
  return sum(matchGroups(quorums, voters).filled);
}

/**
 * The groups that stay unfilled in some best assignment of these people: none, where all places can be filled.
 * From a group with a place too many, follow whoever could fill it to the group that they would leave.
 */
export function wantingGroups(quorums: readonly number[], voters: readonly (readonly number[])[]): number[] {
  const { filled, groupOf } = matchGroups(quorums, voters);
  const wanting = quorums.flatMap((quorum, group) => ((filled[group] ?? 0) < quorum ? [group] : []));
  for (const group of wanting) {
    voters.forEach((groups, voter) => {
      const left = groupOf[voter];
      if (groups.includes(group) && left != null && !wanting.includes(left)) wanting.push(left);
    });
  }
  return wanting.sort((a, b) => a - b);
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
