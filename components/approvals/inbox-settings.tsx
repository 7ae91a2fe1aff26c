"use client";

import { Bell, BellRing } from "lucide-react";
import { useState } from "react";
import { useAlertSettings } from "../live/alert-settings";
import { ring } from "../live/ring";
import { Button } from "../ui/button";
import { CheckField } from "../ui/check-field";
import { Popover } from "../ui/popover";

/** How to be told that something new waits: chosen per browser, and the browser is asked only when one says so. */
export function InboxSettings() {
  const [settings, set] = useAlertSettings();
  const [refused, setRefused] = useState<string>();
  const on = settings.sound || settings.desktop;
  const setDesktop = async (desktop: boolean) => {
    setRefused(undefined);
    if (desktop) {
      const why = await whyNoNotifications();
      if (why) return setRefused(why);
    }
    set({ ...settings, desktop });
  };
  const Icon = on ? BellRing : Bell;
  return (
    <Popover
      label="How to be told"
      align="end"
      className="grid w-80 gap-3.5"
      trigger={
        <Button
          variant="ghost"
          size="icon"
          aria-label="Sound and notifications"
          title="Sound and notifications"
        >
          <Icon aria-hidden />
        </Button>
      }
    >
      <h2 className="text-sm font-semibold">When something new waits for you</h2>
      <CheckField
        label="Play a sound"
        hint="Two soft tones, while a console tab is open."
        checked={settings.sound}
        onChange={(sound) => {
          set({ ...settings, sound });
          if (sound) ring();
        }}
      />
      <CheckField
        label="Show a desktop notification"
        hint="While you look at something else. It says how many wait, never what."
        checked={settings.desktop}
        error={refused}
        onChange={(desktop) => void setDesktop(desktop)}
      />
      <p className="text-xs text-ink-3">For this browser only.</p>
    </Popover>
  );
}

async function whyNoNotifications(): Promise<string | undefined> {
  if (!("Notification" in window)) return "This browser has no notifications.";
  const permission =
    Notification.permission === "default" ? await Notification.requestPermission() : Notification.permission;
  return permission === "granted"
    ? undefined
    : "The browser does not allow it. Change that in its settings for this site.";
}
