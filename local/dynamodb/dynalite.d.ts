// The part of dynalite's interface that is used here; the package carries no types.
declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** An HTTP server over a store in memory; it answers `request` events without listening. */
  export default function dynalite(options: {
    createTableMs: number;
    deleteTableMs: number;
    updateTableMs: number;
  }): Server;
}
