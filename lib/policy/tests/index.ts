export { type LocatedTest, NO_TESTS, parseTests, type PolicyTests } from "./parse";
export { runTests } from "./run";
export { MAX_TESTS, type PolicyTest } from "./schemas";
export { appendTest, type CallFacts, testFromCall } from "./write";
