/** What is left on a session after labels were cleared, and the audit record of that. */
export type ClearedTaint = { sessionId: string; taint: string[]; auditId: string };
