export { createTeam } from "./create-team";
export { deleteTeam } from "./delete-team";
export { listTeams } from "./list-teams";
export { addTeamMember, removeTeamMember } from "./team-members";
export { updateTeam } from "./update-team";
export * from "./schemas";
export type * from "./types";
