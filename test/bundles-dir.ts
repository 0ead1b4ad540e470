/** The variable that tells test/functions/gate.ts where the bundled functions are; without it, as for a single file, a gate bundles them itself. */
export const BUNDLES_DIR = 'MODELGATE_TEST_BUNDLES';
