/**
 * How the record of something issued begins when it was revoked together with all else of its session: such a
 * session gets nothing any more.
 */
export const WITHDRAWN = "Revoked with its session: ";
