// How long a call may take before its outcome counts as unknown: the ledger's lease is built on it.

/** Connection 1 s, whole request 5 s; handed to each client, which makes its own Node handler of it. */
export const requestHandler = { connectionTimeout: 1000, requestTimeout: 5000 } as const;
