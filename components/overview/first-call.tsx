import type { Route } from "next";
import { Panel } from "../page/panel";
import { CodeBlock } from "../ui/code-block";
import { Link } from "../ui/link";

/** Instead of charts, before any agent has called: what will stand here, why nothing does, and the way to the first call. */
export function FirstCall({ gatewayUrl, mayManage }: { gatewayUrl: string; mayManage: boolean }) {
  const command = [
    "# KEY is the agent's API key",
    `SESSION=$(curl -s ${gatewayUrl}/api/v1/sessions -H "authorization: Bearer $KEY" \\`,
    `  -H "content-type: application/json" -d '{"label":"first try"}' | sed 's/.*"session_id":"\\([^"]*\\).*/\\1/')`,
    `curl -s ${gatewayUrl}/api/v1/tools/call -H "authorization: Bearer $KEY" -H "content-type: application/json" \\`,
    `  -d '{"session_id":"'$SESSION'","tool_name":"io.fs.read_text_file","arguments":{"path":"welcome.txt"}}'`,
  ].join("\n");
  return (
    <Panel title="No agent has called yet">
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4 lg2:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <div className="grid content-start gap-2 text-sm text-pretty text-ink-2">
          <p>
            Every call of an agent is decided before it runs. From the first one on, this page shows what was
            allowed, held and denied, why, how long it took, and who calls what most.
          </p>
          <p>
            Give an agent the address of the gateway and an API key
            {mayManage ? "" : " (an administrator has them)"}. By MCP it is{" "}
            <code className="font-mono text-xs">{gatewayUrl}/mcp</code>; with curl it is what stands here. A
            call that is refused is decided too, and shows here at once.
          </p>
          <p>
            <Link href={"/capabilities" as Route} className="rounded-xs text-accent hover:underline">
              See which tools there are
            </Link>
          </p>
        </div>
        <CodeBlock label="first call with curl" code={command} />
      </div>
    </Panel>
  );
}
