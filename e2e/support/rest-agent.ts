export type RestAnswer = {
  status: number;
  body: Record<string, unknown> & {
    call_id?: string;
    approval?: { id: string; url: string; status: string };
  };
};

/** An agent that speaks REST, as README's curl examples do. */
export class RestAgent {
  private session: Promise<string> | undefined;

  constructor(
    private readonly gatewayUrl: string,
    private readonly apiKey: string,
  ) {}

  /** The session of this agent's stretch of work, opened at the first call. */
  sessionId(): Promise<string> {
    return (this.session ??= this.send("POST", "/api/v1/sessions", { label: "a browser journey" }).then(
      ({ body }) => String(body.session_id),
    ));
  }

  /** @param wait seconds that a held call waits for people */
  async call(
    tool: string,
    args: Record<string, unknown>,
    options: { wait?: number; approval?: string } = {},
  ): Promise<RestAnswer> {
    return this.callIn(await this.sessionId(), tool, args, options);
  }

  /** The same in a session that the caller names. */
  callIn(
    sessionId: string,
    tool: string,
    args: Record<string, unknown>,
    options: { wait?: number; approval?: string } = {},
  ): Promise<RestAnswer> {
    const body = {
      session_id: sessionId,
      tool_name: tool,
      arguments: args,
      ...(options.approval ? { approval: options.approval } : {}),
    };
    return this.send("POST", `/api/v1/tools/call?wait=${options.wait ?? 0}`, body);
  }

  /** Asks for a call that waits for people, and returns its approval. */
  async hold(
    tool: string,
    args: Record<string, unknown>,
  ): Promise<{ id: string; url: string; callId: string }> {
    const { status, body } = await this.call(tool, args);
    if (status !== 202 || !body.approval)
      throw new Error(`The call was not held: ${status} ${JSON.stringify(body)}`);
    return { id: body.approval.id, url: body.approval.url, callId: String(body.call_id) };
  }

  get(path: string): Promise<RestAnswer> {
    return this.send("GET", path);
  }

  private async send(method: string, path: string, body?: unknown): Promise<RestAnswer> {
    const headers = {
      authorization: `Bearer ${this.apiKey}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await fetch(new URL(path, this.gatewayUrl), init);
    return { status: response.status, body: (await response.json()) as RestAnswer["body"] };
  }
}
