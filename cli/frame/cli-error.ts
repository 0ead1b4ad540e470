// An error with its exit code and its whole text: what, which value from where, what next.

/** Ends the command. `message` is printed as it is, lines after the first indented by two. */
export class CliError extends Error {
  readonly exitCode: number;
  constructor(exitCode: number, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'CliError';
    this.exitCode = exitCode;
  }
}
