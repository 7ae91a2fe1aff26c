/** What of a text says where something goes: compared instead of the whole, because the rest is always new. */
export type Place = { of: "host" | "domain" | "folder" | "value"; is: string };

const URL_LIKE = /^[a-z][a-z0-9+.-]*:\/\//i;
const ADDRESS = /^[^\s@]+@([^\s@]+\.[^\s@]+)$/;
const PATH = /^[^\s]*[/\\][^\n]*$/;
/** Longer texts are written, not chosen: none of them is ever seen twice. */
const MAX_VALUE = 200;

/** Null where nothing about the text can be compared. */
export function placeOf(text: string): Place | null {
  if (text === "" || text.length > 2_000 || /[\r\n]/.test(text)) return null;
  if (URL_LIKE.test(text)) {
    const host = hostOf(text);
    return host === null ? null : { of: "host", is: host };
  }
  const domain = ADDRESS.exec(text)?.[1];
  if (domain) return { of: "domain", is: domain.toLowerCase() };
  if (PATH.test(text)) return { of: "folder", is: folderOf(text) };
  return text.length <= MAX_VALUE ? { of: "value", is: text } : null;
}

function hostOf(text: string): string | null {
  try {
    return new URL(text).host.toLowerCase() || null;
  } catch {
    return null;
  }
}

/** The topmost folder, after `.` and `..` are worked out: "/etc", "notes/", or ".." for what climbs out. */
function folderOf(text: string): string {
  const absolute = /^[/\\]/.test(text);
  const names: string[] = [];
  for (const name of text.split(/[/\\]+/)) {
    if (name === "" || name === ".") continue;
    if (name === ".." && names.length > 0 && names[0] !== "..") names.pop();
    else if (name !== ".." || !absolute) names.push(name);
  }
  const [top] = names;
  if (top === undefined) return absolute ? "/" : "./";
  if (absolute) return `/${top}`;
  if (top === "..") return "..";
  return names.length > 1 || /[/\\]$/.test(text) ? `${top}/` : "./";
}
