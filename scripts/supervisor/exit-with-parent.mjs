/**
 * Preloaded into programs we did not write (`next start`, `next dev`, `tsx watch`). They end when the
 * supervisor does, even by kill -9, and within 4 s of being asked, whatever connections are still open.
 */
const hurry = () => setTimeout(() => process.exit(0), 4_000).unref();
process.once("SIGTERM", hurry);
process.once("disconnect", () => {
  hurry();
  process.kill(process.pid, "SIGTERM");
});
