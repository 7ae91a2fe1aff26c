import type { SessionDetail } from "@/lib/calls/types";
import { Facts } from "../page/facts";
import { CopyId } from "../ui/copy-id";
import { AbsoluteTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import { duration } from "../ui/time-format";
import { kindLabel } from "./session-filters";

/** What a session is, in a few lines above its calls. */
export function SessionFacts({ session }: { session: SessionDetail }) {
  const { allow, deny, ask, capped } = session.counts;
  const last = session.endedAt ?? session.lastActivityAt;
  const length = last ? duration(Math.max(0, Date.parse(last) - Date.parse(session.startedAt))) : null;
  return (
    <div className="grid gap-x-10 gap-y-2 px-4 pb-5 md:grid-cols-2 md:px-6 lg2:max-w-5xl">
      <Facts
        facts={[
          {
            term: "Agent",
            value: session.agentDisabled ? `${session.agentName} (disabled)` : session.agentName,
          },
          { term: "Label", value: session.label && <SafeText oneLine>{session.label}</SafeText> },
          { term: "Door", value: <Door session={session} /> },
          { term: "Session id", value: <CopyId id={session.id} what="session id" /> },
        ]}
      />
      <Facts
        facts={[
          { term: "Started", value: <AbsoluteTime at={session.startedAt} /> },
          { term: session.endedAt ? "Ended" : "Last call", value: last && <AbsoluteTime at={last} /> },
          { term: "Length", value: length },
          {
            term: "Decisions",
            value: `${allow} allowed, ${deny} denied, ${ask} asked${capped ? " among the newest 500" : ""}`,
          },
        ]}
      />
    </div>
  );
}

function Door({ session }: { session: SessionDetail }) {
  const client = clientName(session.clientInfo);
  return (
    <>
      {kindLabel(session.kind)}
      {session.protocolVersion && ` ${session.protocolVersion}`}
      {client && (
        <span className="text-ink-3">
          {" "}
          · says it is <SafeText oneLine>{client}</SafeText>
        </span>
      )}
    </>
  );
}

/** What the client said of itself: untrusted, and shown as its claim. */
function clientName(info: unknown): string | null {
  if (typeof info !== "object" || info === null || !("name" in info) || typeof info.name !== "string")
    return null;
  const version = "version" in info && typeof info.version === "string" ? ` ${info.version}` : "";
  return `${info.name}${version}`.slice(0, 120);
}
