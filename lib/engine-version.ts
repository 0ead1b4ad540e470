// The version of this engine: in every decision, in what is recorded of the installation, and what the command line compares itself with.

/** As in package.json; a test holds both together. */
export const ENGINE_VERSION = '0.1.0';
