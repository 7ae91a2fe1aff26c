import type { Finding } from "../promises";
import type { Trial } from "../trial";
import { sealedAtOnce } from "./chain";
import { killedBeforeOutcome, killedWhileCommitting } from "./commit";
import { everyKindRecorded } from "./records";
import { answerLost, racingForGrants, sameKeyTwice } from "./repeated";
import { databaseCut, stoppedWhilePaused, stoppedWhileQueued } from "./sending";
import { numberedAtOnce, otherPeoplesSessions, riskOverKill } from "./state";

export type Scenario = {
  gateways: number;
  /** Each gateway keeps house too, as one that runs alone does. */
  keepsHouse?: true;
  run: (trial: Trial) => Promise<Finding[]>;
};

/** Each brings about one situation, and tries one promise or two in it. */
export const SCENARIOS = {
  killedWhileCommitting: { gateways: 1, run: killedWhileCommitting },
  killedBeforeOutcome: { gateways: 1, run: killedBeforeOutcome },
  racingForGrants: { gateways: 1, run: racingForGrants },
  answerLost: { gateways: 1, run: answerLost },
  sameKeyTwice: { gateways: 2, run: sameKeyTwice },
  databaseCut: { gateways: 1, run: databaseCut },
  stoppedWhileQueued: { gateways: 1, run: stoppedWhileQueued },
  stoppedWhilePaused: { gateways: 1, run: stoppedWhilePaused },
  riskOverKill: { gateways: 1, run: riskOverKill },
  otherPeoplesSessions: { gateways: 1, run: otherPeoplesSessions },
  numberedAtOnce: { gateways: 0, run: numberedAtOnce },
  sealedAtOnce: { gateways: 2, keepsHouse: true, run: sealedAtOnce },
  everyKindRecorded: { gateways: 1, run: everyKindRecorded },
} as const satisfies Record<string, Scenario>;
export type ScenarioName = keyof typeof SCENARIOS;

export function scenarioOf(name: ScenarioName): Scenario {
  return SCENARIOS[name];
}
