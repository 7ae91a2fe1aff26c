/** What an exception is not, so that nobody counts on it. */
export function ExceptionLimits() {
  return (
    <p className="max-w-3xl px-4 py-4 text-sm text-pretty text-ink-2 md:px-6">
      An exception holds for one capability, for at most 7 days, and once somebody else has approved it; for a
      critical capability two people. It never overrides a stop, a quarantine, an unknown capability, or a
      policy that can&apos;t be evaluated.
    </p>
  );
}
