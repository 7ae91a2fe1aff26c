const TYPE = /^[a-z0-9!#$&^_.+-]{1,80}\/[a-z0-9!#$&^_.+-]{1,80}$/;
const PARAMETERS = /^( *; *[A-Za-z0-9_.-]{1,40}=("[A-Za-z0-9 _./:-]{0,80}"|[A-Za-z0-9_./:-]{1,80}))* *$/;

/** The type of a content type in lower case, without its parameters; null where it is none. */
export function typeOf(contentType: string): string | null {
  if (!/^[\x20-\x7e]{0,300}$/.test(contentType)) return null;
  const [start = "", ...rest] = contentType.split(";");
  const type = start.trim().toLowerCase();
  const parameters = rest.map((one) => `;${one}`).join("");
  return TYPE.test(type) && PARAMETERS.test(parameters) ? type : null;
}

export const isJson = (type: string) =>
  type === "application/json" || type === "text/json" || type.endsWith("+json");
export const isForm = (type: string) => type === "application/x-www-form-urlencoded";
export const isText = (type: string) => type.startsWith("text/") && type !== "text/event-stream";
export const isStream = (type: string) =>
  type === "text/event-stream" ||
  type === "application/x-ndjson" ||
  type === "application/jsonl" ||
  type === "multipart/x-mixed-replace";
