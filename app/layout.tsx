import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { RenderedAt } from "@/components/ui/rendered-at";
import { Toaster } from "@/components/ui/toast";
import { TooltipProvider } from "@/components/ui/tooltip";
import { preferences } from "@/lib/web/preferences";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "AgentGate", template: "%s · AgentGate" },
  description: "The control plane for what AI agents do.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f8f8fa" },
    { media: "(prefers-color-scheme: dark)", color: "#0e0f12" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const { theme, density } = await preferences();
  return (
    <html
      lang="en"
      data-theme={theme}
      data-density={density}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
    >
      <body>
        <RenderedAt at={new Date().getTime()}>
          <TooltipProvider delayDuration={300}>{children}</TooltipProvider>
        </RenderedAt>
        <Toaster />
      </body>
    </html>
  );
}
