import { expect, it } from "vitest";
import { checkpointText, parseCheckpoint } from "./checkpoint-text";
import { EMPTY_ROOT } from "./tree";

const checkpoint = { tenantId: "0190a000-0000-7000-8000-000000000001", size: 12, root: EMPTY_ROOT };

it("writes a checkpoint as others read it, and reads it back, signed or not", () => {
  const text = checkpointText(checkpoint);
  expect(text).toBe(
    "agentgate/0190a000-0000-7000-8000-000000000001\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
  );
  for (const written of [text, `${text}\n— somebody AAAA\n`, text.replaceAll("\n", "\r\n")])
    expect(parseCheckpoint(written)).toMatchObject({ tenantId: checkpoint.tenantId, size: 12 });
});

it.each([
  "",
  "agentgate/x\n1\n",
  "other/1\n1\nAAAA\n",
  checkpointText(checkpoint).replace("\n12\n", "\n012\n"),
])("takes nothing else for one: %j", (text) => expect(parseCheckpoint(text)).toBeNull());
