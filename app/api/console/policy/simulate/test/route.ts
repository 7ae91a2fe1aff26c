import { TestOfSimulationInput, testOfSimulation } from "@/lib/revisions";
import { bodyRoute } from "@/lib/web/route";

/** The tests' text with the simulated call as one test more. Nothing is saved. */
export const POST = bodyRoute("policy.read", TestOfSimulationInput, 3 * 1024 * 1024, testOfSimulation);
