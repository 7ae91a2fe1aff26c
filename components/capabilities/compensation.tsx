import type { CapabilitySpec, CompensationMapping } from "@/lib/capabilities/types";
import { Facts } from "../page/facts";
import { SafeText } from "../ui/safe-text";

/** How a call of a capability is taken back, if it can be. */
export function CompensationFacts({
  spec: { operation, sideEffects, compensation },
}: {
  spec: CapabilitySpec;
}) {
  const { supported, strategy, capability, mapping } = compensation;
  if (!supported)
    return (
      <p className="text-sm text-ink-2">
        {!sideEffects.reversible
          ? "None: what a call has done stays done."
          : operation === "READ"
            ? "It only reads: there is nothing to take back."
            : "Nothing is named that takes a call back."}
      </p>
    );
  return (
    <div className="grid gap-3">
      <Facts
        facts={[
          { term: "How", value: strategy && <SafeText>{strategy}</SafeText> },
          { term: "Calls", value: capability && <span className="font-mono text-xs">{capability}</span> },
        ]}
      />
      {mapping && <MappingList mapping={mapping} />}
    </div>
  );
}

/** Where each argument of the compensating call comes from. */
export function MappingList({ mapping }: { mapping: CompensationMapping }) {
  return (
    <ul aria-label="Where its arguments come from" className="grid gap-1.5 border-l-2 border-line pl-2.5">
      {Object.entries(mapping).map(([argument, value]) => (
        <li key={argument} className="text-xs wrap-anywhere text-ink-2">
          <code className="font-mono text-ink">
            <SafeText oneLine>{argument}</SafeText>
          </code>{" "}
          {"from" in value ? (
            <>
              is the call&apos;s {value.from === "arguments" ? "argument" : "result"} at{" "}
              <code className="font-mono">
                <SafeText oneLine>{value.pointer || "its root"}</SafeText>
              </code>
            </>
          ) : (
            <>
              is always{" "}
              <code className="font-mono">
                <SafeText oneLine>{JSON.stringify(value.value)}</SafeText>
              </code>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
