import ts from "typescript";
import type { Permission } from "../../../lib/platform/ctx";

/** What makes a handler or an action ask who is there before anything else. */
const WRAPPERS = ["consoleAction", "route", "bodyRoute"] as const;

/** A thing that a file of app/ exports for browsers. */
export type Declared = {
  name: string;
  /** False where it is written by hand, and so answers for itself. */
  wrapped: boolean;
  /** What its wrapper requires; null: a session is enough, or nobody says. */
  permission: Permission | null;
};

/** The values that a module exports, and how each is made. Types are no concern. */
export function declaredIn(file: string, text: string): Declared[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  return source.statements.flatMap((statement): Declared[] => {
    if (
      ts.isExportDeclaration(statement) &&
      statement.exportClause &&
      ts.isNamedExports(statement.exportClause)
    )
      return statement.exportClause.elements.map(({ name }) => byHand(name.text));
    if (!ts.canHaveModifiers(statement) || !ts.getModifiers(statement)?.some(isExport)) return [];
    if (ts.isFunctionDeclaration(statement) && statement.name) return [byHand(statement.name.text)];
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
      ts.isIdentifier(name) ? [ofVariable(source, name.text, initializer)] : namesIn(name).map(byHand),
    );
  });
}

/** The permission that a page requires of itself: `requireSession("…")`. Null: a session is enough. Undefined: it asks nobody. */
export function pagePermission(text: string): Permission | null | undefined {
  const asked = /requireSession\(\s*(?:"([^"]*)")?\s*\)/.exec(text);
  if (!asked) return undefined;
  return asked[1] === undefined ? null : known(asked[1]);
}

function ofVariable(source: ts.SourceFile, name: string, made: ts.Expression | undefined): Declared {
  if (!made || !ts.isCallExpression(made) || !ts.isIdentifier(made.expression)) return byHand(name);
  const wrapper = WRAPPERS.find((it) => it === (made.expression as ts.Identifier).text);
  if (!wrapper) return byHand(name);
  const said = made.arguments[wrapper === "consoleAction" ? 1 : 0];
  return { name, wrapped: true, permission: said ? permissionOf(source, said) : null };
}

/** A text, or the name of a constant of the same file. */
function permissionOf(source: ts.SourceFile, said: ts.Expression): Permission | null {
  if (ts.isStringLiteral(said)) return known(said.text);
  if (said.kind === ts.SyntaxKind.NullKeyword) return null;
  const value = source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .find(({ name }) => name.getText(source) === said.getText(source))?.initializer;
  if (value && ts.isStringLiteral(value)) return known(value.text);
  throw new Error(`${source.fileName}: which permission is ${said.getText(source)}?`);
}

// The compiler has seen to it that there is such a permission.
const known = (text: string) => text as Permission;

function namesIn(pattern: ts.BindingPattern): string[] {
  return pattern.elements.flatMap((it) => (ts.isBindingElement(it) ? [it.name.getText()] : []));
}

const byHand = (name: string): Declared => ({ name, wrapped: false, permission: null });
const isExport = ({ kind }: ts.ModifierLike) => kind === ts.SyntaxKind.ExportKeyword;
