import { CodeBlock } from "../ui/code-block";

/** A signing secret in the only moment in which anybody sees it. */
export function ShownOnce({ secret }: { secret: string }) {
  return (
    <div className="grid gap-2">
      <p className="text-sm text-ink-2">
        Give it to the receiver now: it checks each request with it. Nobody sees it again, here or anywhere.
      </p>
      <CodeBlock code={secret} label="signing secret" wrap />
    </div>
  );
}
