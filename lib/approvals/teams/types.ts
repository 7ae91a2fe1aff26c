/** One person of a team. `decides`: has a role that decides; without one they count for nothing. */
export type TeamMemberRow = { userId: string; name: string; email: string; decides: boolean };

export type TeamRow = {
  id: string;
  name: string;
  description: string;
  members: TeamMemberRow[];
  /** The chains whose newest version names it, by name. */
  chains: string[];
};
