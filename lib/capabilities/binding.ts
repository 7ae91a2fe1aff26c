import { z } from "zod";
import { toPointer } from "../platform/errors";
import type { HttpBinding, Tool } from "./types";

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/;
const MEDIA = /^[\x20-\x7e]{1,500}$/;
/** Set by the gateway itself: an agent's argument must not be able to say who calls, or where a message ends. */
const OURS =
  /^(authorization|proxy-.*|cookie|host|content-length|content-type|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|forwarded|x-forwarded-.*|accept)$/i;

const Text = (max: number) => z.string().min(1).max(max);
/** Which spellings OpenAPI has for a parameter, by its place. */
const STYLES = {
  path: ["simple", "label", "matrix"],
  query: ["form", "spaceDelimited", "pipeDelimited", "deepObject"],
  header: ["simple"],
} as const;

const Parameter = z
  .strictObject({
    argument: Text(128),
    name: Text(256),
    in: z.enum(["path", "query", "header"]),
    style: z.enum(["simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject"]),
    explode: z.boolean(),
  })
  .superRefine((parameter, check) => {
    const styles: readonly string[] = STYLES[parameter.in];
    if (!styles.includes(parameter.style))
      check.addIssue({
        code: "custom",
        message: `A ${parameter.in} parameter has no style ${parameter.style}.`,
      });
    if (parameter.in === "header" && (!TOKEN.test(parameter.name) || OURS.test(parameter.name)))
      check.addIssue({ code: "custom", message: "This header is not an argument's to set." });
  });

/** No host, no way up out of the base address, no query of its own. */
const PATH = /^\/(?!\/)(?!(?:.*\/)?(?:\.|%2e){1,2}(?:\/|$))[^\s?#\\\p{Cc}]{0,1999}$/iu;

/** Which HTTP request a call becomes. Strict, because it decides where arguments go. */
const HttpBindingInput = z
  .strictObject({
    method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
    path: z
      .string()
      .regex(
        PATH,
        "A path template starts with one slash, stays below its base, and has neither query nor fragment.",
      ),
    parameters: z.array(Parameter).max(200),
    body: z.strictObject({ argument: Text(128), contentType: z.string().regex(MEDIA) }).nullable(),
    accept: z.string().regex(MEDIA),
  })
  .superRefine((binding, check) => {
    const issue = (path: string, message: string) =>
      check.addIssue({ code: "custom", path: [path], message });
    const slots = [...binding.path.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? "");
    const inPath = binding.parameters.filter((one) => one.in === "path").map((one) => one.name);
    if (/[{}]/.test(binding.path.replace(/\{[^{}]+\}/g, "")))
      issue("path", "A path parameter is written {name}.");
    if (slots.toSorted().join("\n") !== inPath.toSorted().join("\n"))
      issue("path", "Its slots are not the path parameters, each once.");
    const { argument } = binding.body ?? {};
    const all = [
      ...binding.parameters.map((one) => one.argument),
      ...(argument === undefined ? [] : [argument]),
    ];
    if (new Set(all).size < all.length) issue("parameters", "Each argument goes to one place.");
  });

/**
 * Why a tool of an upstream of this kind cannot be registered as it is bound; null where it can. A tool that is
 * not HTTP has no binding, and one that is cannot be called without.
 */
export function bindingFault(kind: string, tool: Tool): string | null {
  if (kind !== "http")
    return tool.binding === undefined
      ? null
      : "Only an upstream of kind http has tools with an HTTP binding.";
  if (tool.binding === undefined) return "A tool of an upstream of kind http needs its HTTP binding.";
  const [issue] = HttpBindingInput.safeParse(tool.binding satisfies HttpBinding).error?.issues ?? [];
  return issue
    ? `Its HTTP binding cannot be used. ${toPointer(issue.path)} ${issue.message}`.replace("  ", " ")
    : null;
}
