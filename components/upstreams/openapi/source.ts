import type { OpenApiSource } from "@/lib/upstreams/schemas";

/** Where a document comes from, as it is being given. */
export type SourceForm = {
  from: "file" | "paste" | "url";
  file: { name: string; text: string } | null;
  text: string;
  url: string;
};

export const NO_SOURCE: SourceForm = { from: "file", file: null, text: "", url: "" };

/** What is sent; null: there is nothing to read yet. */
export function sourceOf(form: SourceForm): OpenApiSource | null {
  if (form.from === "url") return form.url.trim() === "" ? null : { from: "url", url: form.url.trim() };
  const text = form.from === "file" ? form.file?.text : form.text;
  return text === undefined || text.trim() === "" ? null : { from: "text", text };
}
