// Next reads this file before any of our TypeScript is loaded, so it names the two settings it needs itself;
// lib/platform/env validates them for everything else.
const consoleUrl = new URL(process.env.CONSOLE_URL || "http://localhost:3000");

const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
  ...(consoleUrl.protocol === "https:"
    ? [{ key: "Strict-Transport-Security", value: "max-age=63072000; includeSubDomains" }]
    : []),
];

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  typedRoutes: true,
  // `npm run typecheck` checks the whole repository; the first start on a new machine need not wait for it.
  typescript: { ignoreBuildErrors: true },
  // The optimizer has had remote code execution and denial-of-service holes; the console shows no remote images.
  images: { unoptimized: true },
  // It reads its schemas from files beside it, which a bundle would not have.
  serverExternalPackages: ["@seriousme/openapi-schema-validator"],
  experimental: {
    // forbidden() answers 403 with a page of ours; used behind denyPage() in lib/web/session.ts only.
    authInterrupts: true,
    // Writing the cache costs a third of the build, and npm start builds only after changes.
    turbopackFileSystemCacheForBuild: false,
    serverActions: {
      // Explicit and without "null": a sandboxed frame sends `Origin: null`. consoleAction checks again.
      allowedOrigins: [consoleUrl.host],
      // A draft is saved with its tests, 240,000 characters each, and a package is as large as both.
      bodySizeLimit: "2mb",
    },
  },
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};

export default config;
