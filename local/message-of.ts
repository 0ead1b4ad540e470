// What an error says, for a line on the terminal or in an answer.

/** Its message; anything else that was thrown, as text. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Where it came from, as far as it says; else its message. */
export const stackOf = (error: unknown): string => (error instanceof Error && error.stack) || messageOf(error);
