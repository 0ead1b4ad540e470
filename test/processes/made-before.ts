// What test/before-all.ts makes once for all processes of the suite, and tells them by their environment.

/** The variable that tells test/functions/gate.ts where the bundled functions are; without it, as for a single file, a gate bundles them itself. */
export const BUNDLES_DIR = 'MODELGATE_TEST_BUNDLES';
/** The variable that tells the processes where each notes the files that it takes. */
export const CLAIMS_DIR = 'MODELGATE_TEST_CLAIMS';
/** The variable that tells in which file the template of serverless.yml is, or will be soon. */
export const TEMPLATE_FILE = 'MODELGATE_TEST_TEMPLATE';
