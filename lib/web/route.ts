import "server-only";
import type { z } from "zod";
import { requirePermission, type Ctx, type Permission } from "../platform/ctx";
import { DomainError, invalidInput } from "../platform/errors";
import { isObject } from "../platform/json";
import { logger } from "../platform/log";
import { requireOwnOrigin } from "./origin";
import { problem } from "../platform/errors/problem";
import { jsonBody } from "./json-body";
import { currentSession, requestId } from "./session";

type Handler = (
  request: Request,
  context: { params: Promise<Record<string, string | string[] | undefined>> },
) => Promise<Response>;

/**
 * Makes a handler of app/api/console/*: session, permission, then the input, which is the path's parameters
 * and the query (repeated keys become lists). A returned Response (a stream) is passed on, anything else is JSON.
 */
export function route<Schema extends z.ZodType>(
  permission: Permission,
  schema: Schema,
  fn: (ctx: Ctx, input: z.output<Schema>, request: Request) => Promise<unknown>,
): Handler {
  const read: Reader = async (request, params) => ({ ...queryOf(request), ...params });
  return handler(permission, schema, read, fn);
}

/**
 * The same for a POST whose input is its JSON body, of at most so many bytes, with the path's parameters: a change, or
 * a question whose text is too long, or too private, for an address.
 */
export function bodyRoute<Schema extends z.ZodType>(
  permission: Permission,
  schema: Schema,
  maxBytes: number,
  fn: (ctx: Ctx, input: z.output<Schema>, request: Request) => Promise<unknown>,
): Handler {
  const read: Reader = async (request, params) => {
    const body = await jsonBody(request, maxBytes);
    return isObject(body) ? { ...body, ...params } : body;
  };
  return handler(permission, schema, read, fn);
}

type Reader = (request: Request, params: Record<string, string | string[] | undefined>) => Promise<unknown>;

function handler<Schema extends z.ZodType>(
  permission: Permission,
  schema: Schema,
  read: Reader,
  fn: (ctx: Ctx, input: z.output<Schema>, request: Request) => Promise<unknown>,
): Handler {
  return async (request, { params }) => {
    const id = await requestId();
    try {
      if (request.method !== "GET" && request.method !== "HEAD") requireOwnOrigin(request.headers);
      const session = await currentSession();
      if (!session) throw new DomainError("UNAUTHENTICATED", "Your session has ended. Sign in again.");
      requirePermission(session.ctx, permission);
      const parsed = schema.safeParse(await read(request, await params));
      if (!parsed.success) throw invalidInput(parsed.error);
      const answer = await fn(session.ctx, parsed.data, request);
      return answer instanceof Response
        ? answer
        : Response.json(answer ?? null, { headers: { "cache-control": "no-store" } });
    } catch (error) {
      if (!(error instanceof DomainError))
        logger("console").error("request failed unexpectedly", { requestId: id, err: error });
      return problem(error, id);
    }
  };
}

function queryOf(request: Request): Record<string, string | string[]> {
  const query = new URL(request.url).searchParams;
  return Object.fromEntries(
    [...new Set(query.keys())].map((key) => {
      const values = query.getAll(key);
      return [key, values.length > 1 ? values : (values[0] ?? "")];
    }),
  );
}
