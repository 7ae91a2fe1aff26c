import { DomainError } from "../../platform/errors";
import type { PolicyTemplate } from "../check-types";
import { suggest } from "../suggest";
import { BREAK_GLASS } from "./break-glass";
import { DATABASE_MAINTENANCE } from "./database-maintenance";
import { MCP_FILESYSTEM } from "./mcp-filesystem";
import { PAYMENTS } from "./payments";
import { READ_ONLY } from "./read-only";
import { RELEASE_TRAIN } from "./release-train";
import { STRICT_PII } from "./strict-pii";
import type { ParameterKind, Template } from "./template";
import { WRITES_WITH_APPROVAL } from "./writes-with-approval";

const TEMPLATES: readonly Template[] = [
  READ_ONLY,
  WRITES_WITH_APPROVAL,
  MCP_FILESYSTEM,
  STRICT_PII,
  DATABASE_MAINTENANCE,
  RELEASE_TRAIN,
  PAYMENTS,
  BREAK_GLASS,
];

/** What values may look like. They stand inside quotes in YAML and CEL, so none may hold a quote. */
const KINDS: Record<ParameterKind, { pattern: RegExp; words: string }> = {
  principal: {
    pattern: /^[a-z]+:(\*|[A-Za-z0-9._-]{1,100}(:[A-Za-z0-9._-]{1,100}){0,5}(:\*)?)$/,
    words: "an agent's name such as agent:demo, or a kind and a star such as agent:*",
  },
  prefix: {
    pattern: /^[A-Za-z0-9_-]{1,60}(\.[A-Za-z0-9_-]{1,60}){0,5}$/,
    words: "leading segments of capability names such as io.fs, without a star",
  },
  integer: { pattern: /^[1-9][0-9]{0,8}$/, words: "a whole number from 1 to 999999999" },
  word: {
    pattern: /^[A-Za-z][A-Za-z0-9_-]{0,31}$/,
    words: "a word of letters, digits, dashes and underscores",
  },
  time: {
    pattern:
      /^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$/,
    words: "a time in UTC such as 2026-01-31T12:00:00Z",
  },
  hour: { pattern: /^([01][0-9]|2[0-3])$/, words: "an hour as two digits, from 00 to 23" },
};

/** All templates, from the harmless to the dangerous. */
export function listTemplates(): PolicyTemplate[] {
  return TEMPLATES.map(({ document: _document, tests: _tests, parameters, ...template }) => ({
    ...template,
    parameters: parameters.map(({ kind: _kind, ...parameter }) => parameter),
  }));
}

/**
 * A template's policy and tests with these values; what is left out gets its default.
 * @throws DomainError NOT_FOUND for an unknown template, INVALID_INPUT with one fault for each bad value
 */
export function instantiateTemplate(
  id: string,
  parameters: Readonly<Record<string, string>>,
): { document: string; tests: string } {
  const template = TEMPLATES.find((one) => one.id === id);
  if (!template) {
    const known = TEMPLATES.map((one) => one.id);
    throw new DomainError("NOT_FOUND", `There is no template ${id.slice(0, 100)}. ${suggest(id, known)}`);
  }
  const faults = faultsOf(template, parameters);
  const [first] = faults;
  if (first) throw new DomainError("INVALID_INPUT", first.detail, { faults });
  const values = new Map(
    template.parameters.map(({ name, default: standard }) => [name, valueOf(parameters, name) ?? standard]),
  );
  return { document: fill(template.document, values), tests: fill(template.tests, values) };
}

function faultsOf(template: Template, parameters: Readonly<Record<string, string>>) {
  const names = template.parameters.map(({ name }) => name);
  const unknown = Object.keys(parameters)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      pointer: `/parameters/${name}`,
      detail: `The template has no parameter ${name.slice(0, 100)}. ${suggest(name, names)}`,
    }));
  const bad = template.parameters.flatMap(({ name, label, kind }) => {
    const value = valueOf(parameters, name);
    if (value === undefined || KINDS[kind].pattern.test(value)) return [];
    return [{ pointer: `/parameters/${name}`, detail: `${label} has to be ${KINDS[kind].words}.` }];
  });
  return [...unknown, ...bad];
}

function valueOf(parameters: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(parameters, name) ? parameters[name] : undefined;
}

/** `{{name}}` is the value, `{{name|example}}` one name that the value's pattern matches. */
function fill(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\{\{([a-z]+)(\|example)?\}\}/g, (whole, name: string, example?: string) => {
    const value = values.get(name) ?? whole;
    return example ? value.replace(/\*$/, "example") : value;
  });
}
