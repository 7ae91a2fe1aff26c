import { isObject, type Json, type JsonObject } from "../../platform/json";
import type { Findings } from "./findings";
import { isForm, isJson, isStream, isText, typeOf } from "./media";
import { follow, type Found } from "./pointer";
import { OperationFault } from "./refusal";
import { text } from "./words";

export type Body = {
  contentType: string;
  schema: Found;
  required: boolean;
  description: string;
  kind: "json" | "form" | "text";
};

const MAX_MEDIA = 50;

/** What a call sends as its body; null: nothing. @throws OperationFault where it must send what we cannot */
export function readBody(
  root: JsonObject,
  value: Json | undefined,
  pointer: string,
  findings: Findings,
): Body | null {
  if (value === undefined) return null;
  const found = follow(root, value, pointer);
  if (!isObject(found.value) || !isObject(found.value.content))
    throw new OperationFault("Its body is not described.");
  const { content, description } = found.value;
  const required = found.value.required === true;
  const offers = Object.entries(mediaOf(content)).map(([contentType, media]) => ({
    contentType,
    media,
    kind: kindOf(contentType),
  }));
  const offer = (["json", "form", "text"] as const)
    .map((kind) => offers.find((one) => one.kind === kind))
    .find(Boolean);
  if (!offer || offer.kind === null) {
    const why = "Its body is neither JSON, a form nor text, which is all that is sent.";
    if (required) throw new OperationFault(why);
    findings.add(found.pointer, `${why} It is left out.`);
    return null;
  }
  const { contentType, media, kind } = offer;
  const at = `${found.pointer}/content/${contentType.replaceAll("~", "~0").replaceAll("/", "~1")}/schema`;
  return {
    contentType: contentType.includes("*") ? "application/json" : contentType.trim(),
    schema: { value: isObject(media) ? (media.schema ?? {}) : {}, pointer: at },
    required,
    description: text(description, 1_000),
    kind,
  };
}

function kindOf(contentType: string): Body["kind"] | null {
  if (contentType === "*/*" || contentType === "application/*") return "json";
  const type = typeOf(contentType);
  if (type === null) return null;
  if (isJson(type)) return "json";
  if (isForm(type)) return "form";
  return isText(type) ? "text" : null;
}

/** What is offered, bounded: many operations may share it, and each reads it. */
function mediaOf(content: JsonObject): JsonObject {
  if (Object.keys(content).length > MAX_MEDIA)
    throw new OperationFault(`It has more than ${MAX_MEDIA} content types.`);
  return content;
}

export type Answers = { accept: string; output: Found | null };

const FALLBACK = "application/json, text/*;q=0.9, */*;q=0.5";
/** For the Accept header. */
const MAX_TYPES = 5;
const MAX_TYPE = 80;

/**
 * What an operation answers with when it went well. The output schema is told only where there is one way to go
 * well: who is promised a shape takes anything else for a fault.
 * @throws OperationFault where it can only answer with a stream
 */
export function readAnswers(root: JsonObject, value: Json | undefined, pointer: string): Answers {
  const responses = isObject(value) ? value : {};
  const good = Object.keys(responses).filter((code) => /^2(\d\d|XX)$/i.test(code));
  const contents = good.map((code) => contentOf(root, responses[code], `${pointer}/${code}`));
  const types = contents
    .flatMap((found) => Object.keys(found.content))
    .filter((type) => typeOf(type) !== null || /^([a-z]+|\*)\/\*$/.test(type));
  const still = [...new Set(types)].filter((type) => !isStream(typeOf(type) ?? ""));
  if (types.length > 0 && still.length === 0)
    throw new OperationFault("It answers with a stream, and streaming answers are not supported.");
  const inOrder = still.sort((a, b) => Number(jsonType(b)) - Number(jsonType(a)));
  const short = inOrder.filter((type) => type.length <= MAX_TYPE).slice(0, MAX_TYPES);
  const accept = short.length === 0 ? FALLBACK : short.join(", ");
  const [only] = contents;
  const json = only && contents.length === 1 ? Object.keys(only.content).find(jsonType) : undefined;
  const media = json === undefined ? undefined : only?.content[json];
  if (!only || json === undefined || !isObject(media) || media.schema === undefined)
    return { accept, output: null };
  const at = `${only.pointer}/content/${json.replaceAll("~", "~0").replaceAll("/", "~1")}/schema`;
  return { accept, output: { value: media.schema, pointer: at } };
}

const jsonType = (type: string) => isJson(typeOf(type) ?? "");

function contentOf(
  root: JsonObject,
  value: Json | undefined,
  pointer: string,
): { content: JsonObject; pointer: string } {
  const found = follow(root, value, pointer);
  const content = isObject(found.value) && isObject(found.value.content) ? found.value.content : {};
  return { content: mediaOf(content), pointer: found.pointer };
}
