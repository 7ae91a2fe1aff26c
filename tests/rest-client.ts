import type { Hono } from "hono";
import type { TestTenant } from "./factories";

export type Body = Record<string, unknown> & {
  decision?: Record<string, unknown>;
  approval?: { id: string; expires_at: string };
};
export type Answer = { status: number; body: Body; headers: Headers };

export type Call = {
  tool?: string;
  args?: unknown;
  approval?: string;
  key?: string;
  wait?: number;
  sessionId?: string;
  context?: Record<string, unknown>;
};

/** An agent of one tenant that speaks REST with the gateway in this process, in a session of its own. */
export class RestClient {
  session = "";

  private constructor(
    private readonly app: Pick<Hono, "request">,
    readonly world: TestTenant,
  ) {}

  static async open(app: Pick<Hono, "request">, world: TestTenant): Promise<RestClient> {
    const client = new RestClient(app, world);
    client.session = await client.openSession();
    return client;
  }

  async send(path: string, init: RequestInit = {}, key = this.world.agent.apiKey): Promise<Answer> {
    const headers = {
      authorization: `Bearer ${key}`,
      ...(init.body ? { "content-type": "application/json" } : {}),
      ...(init.headers as Record<string, string>),
    };
    const response = await this.app.request(path, { ...init, headers });
    return { status: response.status, body: (await response.json()) as Body, headers: response.headers };
  }

  async openSession(key?: string): Promise<string> {
    const { body } = await this.send("/api/v1/sessions", { method: "POST", body: "{}" }, key);
    return body.session_id as string;
  }

  call({
    tool = "open.echo",
    args = { text: "hello" },
    approval,
    key,
    wait,
    sessionId,
    context,
  }: Call = {}): Promise<Answer> {
    const body = JSON.stringify({
      session_id: sessionId ?? this.session,
      tool_name: tool,
      arguments: args,
      ...(approval ? { approval } : {}),
      ...(context ? { context } : {}),
    });
    const headers: Record<string, string> = key ? { "idempotency-key": key } : {};
    const query = wait === undefined ? "" : `?wait=${wait}`;
    return this.send(`/api/v1/tools/call${query}`, { method: "POST", body, headers });
  }

  /** Any bytes as the body of a tool call. */
  raw(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send("/api/v1/tools/call", { method: "POST", body, headers });
  }
}
