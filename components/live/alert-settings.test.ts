import { describe, expect, it } from "vitest";
import { parseAlertSettings } from "./alert-settings";

describe("how to be told that something waits", () => {
  it.each([null, "", "{", "7", "null", "[]", '{"sound":"yes"}'])("is not at all, from %j", (text) => {
    expect(parseAlertSettings(text)).toEqual({ sound: false, desktop: false });
  });
  it("is what was chosen", () => {
    expect(parseAlertSettings('{"sound":true}')).toEqual({ sound: true, desktop: false });
    expect(parseAlertSettings('{"sound":false,"desktop":true}')).toEqual({ sound: false, desktop: true });
  });
});
