/** What stops a command with a sentence instead of a stack. */
export class CommandError extends Error {}
