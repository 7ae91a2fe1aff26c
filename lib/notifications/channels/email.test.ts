import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, describe, expect, it } from "vitest";
import { makeAuthority } from "@/tests/certificates";
import { setEnv } from "../../platform/env/process";
import type { EventData } from "../types";
import { sendEmail, smtpOptions } from "./email";

type Received = { from: string; to: string[]; text: string; secure: boolean; user: string | undefined };

const authority = makeAuthority();
const servers: SMTPServer[] = [];
afterEach(() => {
  setEnv({ SMTP_URL: "", MAIL_FROM: "" });
  return Promise.all(servers.splice(0).map((server) => new Promise<void>((done) => server.close(done))));
});

/** A real mail server that keeps what it gets. It knows one person. */
async function mailServer(options: SMTPServerOptions = {}): Promise<{ received: Received[]; port: number }> {
  const received: Received[] = [];
  const { certificate: cert, key } = authority.issue("127.0.0.1");
  const server = new SMTPServer({
    cert,
    key,
    disabledCommands: ["AUTH"],
    authOptional: true,
    onAuth: ({ username, password }, _session, done) =>
      username === "gate" && password === "p@ss/word"
        ? done(null, { user: username })
        : done(new Error("Invalid username or password")),
    onData: (stream, { envelope, secure, user }, done) => {
      let text = "";
      stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
      stream.on("end", () => {
        const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
        received.push({ from, to: envelope.rcptTo.map(({ address }) => address), text, secure, user });
        done();
      });
    },
    ...options,
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", () => done()));
  return { received, port: (server.server.address() as AddressInfo).port };
}

const use = (url: string) => setEnv({ SMTP_URL: url, MAIL_FROM: "AgentGate <gate@example.com>" });
const data: EventData = {
  ...{ capability: "io.fs.write_file", risk: "HIGH", agent: "files-bot" },
  ...{ expiresAt: "2026-11-22T10:00:00.000Z", link: "https://gate.example.com/approvals/1" },
};
const mail = (more: Partial<EventData> = {}, to = ["one@example.com", "two@example.com"]) => ({
  ...{ to, id: "0198-delivery", personal: true },
  notice: {
    type: "approval.requested",
    at: new Date(),
    subjectId: "1",
    data: { ...data, ...more } as EventData,
  },
});
const tls = { ca: authority.certificate };

describe("an e-mail", () => {
  it("arrives with a plain subject, a link, and an id that is the same each time", async () => {
    const { received, port } = await mailServer({ disabledCommands: ["AUTH", "STARTTLS"] });
    use(`smtp://127.0.0.1:${port}`);
    expect(await sendEmail(mail())).toMatchObject({ result: "delivered", statusCode: 250, error: null });
    await sendEmail(mail());
    const [{ from, to, text } = { from: "", to: [], text: "" }, again] = received;
    expect({ from, to }).toEqual({ from: "gate@example.com", to: ["one@example.com", "two@example.com"] });
    expect(text).toContain("Subject: HIGH: io.fs.write_file waits for you\r\n");
    expect(text).toContain("Open in AgentGate: https://gate.example.com/approvals/1");
    expect(text).toContain("Denied unless decided by: 2026-11-22 10:00 UTC");
    expect(text).toContain("Message-ID: <0198-delivery@localhost>");
    expect(again?.text).toContain("Message-ID: <0198-delivery@localhost>");
    expect(text).toContain("Auto-Submitted: auto-generated");
  });

  it("goes over STARTTLS, signed in, where the server offers it", async () => {
    const { received, port } = await mailServer({ disabledCommands: [], authOptional: false });
    use(`smtp://gate:p%40ss%2Fword@127.0.0.1:${port}`);
    expect(await sendEmail(mail(), { requireTLS: true, tls })).toMatchObject({ result: "delivered" });
    expect(received).toMatchObject([{ secure: true, user: "gate" }]);
  });

  it("is not sent to a server whose certificate nobody vouches for", async () => {
    const { received, port } = await mailServer();
    use(`smtp://127.0.0.1:${port}`);
    expect(await sendEmail(mail(), { requireTLS: true })).toMatchObject({ result: "failed" });
    expect(received).toEqual([]);
  });

  it("is not sent in the clear where encryption is asked for", async () => {
    const { received, port } = await mailServer({ disabledCommands: ["AUTH", "STARTTLS"] });
    use(`smtp://127.0.0.1:${port}`);
    const answer = await sendEmail(mail(), { requireTLS: true, tls });
    expect(answer).toMatchObject({
      result: "failed",
      error: "The mail server offers no encryption, so nothing was sent.",
    });
    expect(received).toEqual([]);
  });

  it("says that the password is refused, without it", async () => {
    const { received, port } = await mailServer({ disabledCommands: [], authOptional: false });
    use(`smtp://gate:canary-wrong@127.0.0.1:${port}`);
    const answer = await sendEmail(mail(), { tls });
    expect(answer).toMatchObject({ result: "failed", statusCode: 535 });
    expect(answer.error).toBe("The mail server refuses our user name or password.");
    expect(JSON.stringify(answer)).not.toContain("canary");
    expect(received).toEqual([]);
  });

  it("cannot be made to carry other headers or receivers, whatever a name says", async () => {
    const { received, port } = await mailServer({ disabledCommands: ["AUTH", "STARTTLS"] });
    use(`smtp://127.0.0.1:${port}`);
    const evil = "x\r\nBcc: thief@example.com\r\nX-Evil: 1\r\n\r\n<script>alert(1)</script>";
    await sendEmail(mail({ capability: evil, agent: evil, risk: `HIGH${evil}` }, ["one@example.com"]));
    expect(received).toMatchObject([{ to: ["one@example.com"] }]);
    const text = received[0]?.text ?? "";
    const [head = ""] = text.split("\r\n\r\n");
    expect(head).not.toMatch(/^(bcc|x-evil):/im);
    expect(text.split("text/html").at(-1)).toContain("&lt;script&gt;");
    expect(text.split("text/html").at(-1)).not.toContain("<script>");
  });

  it("is skipped, and says why, where no server or no sender is set", async () => {
    expect(await sendEmail(mail())).toMatchObject({
      result: "skipped",
      error: expect.stringContaining("SMTP_URL") as string,
    });
    setEnv({ SMTP_URL: "smtp://127.0.0.1:1" });
    expect((await sendEmail(mail())).error).toContain("MAIL_FROM");
  });

  it("says that nobody answers", async () => {
    const { port } = await mailServer();
    await Promise.all(servers.splice(0).map((server) => new Promise<void>((done) => server.close(done))));
    use(`smtp://127.0.0.1:${port}`);
    expect(await sendEmail(mail())).toMatchObject({
      result: "failed",
      error: "The mail server cannot be reached.",
    });
  });
});

describe("a mail server's address", () => {
  it.each([
    ["smtp://mail.example.com", { port: 587, secure: false, requireTLS: true }],
    ["smtps://mail.example.com", { port: 465, secure: true, requireTLS: false }],
    ["smtp://10.0.0.7:25", { port: 25, requireTLS: true }],
    ["smtp://localhost:1025", { port: 1025, requireTLS: false }],
    ["smtp://[::1]:1025", { host: "::1", requireTLS: false }],
    ["smtp://127.0.0.1", { requireTLS: false }],
    ["smtp://127.0.0.1.example.com", { requireTLS: true }],
  ])("%s is used as %j, always verified", (url, expected) => {
    const options = smtpOptions(url, "gate.example.com");
    expect(options).toMatchObject(expected);
    expect(options.tls).toEqual({ minVersion: "TLSv1.2", rejectUnauthorized: true });
  });
});
